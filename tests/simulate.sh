#!/usr/bin/env bash
# Runs the engine's simulation (tests/Slipway.LocalHost.Tests/Simulation): each seed is one run of random orchestrations on a simulated
# clock, scheduler and disk, with deaths, failing writes and doubled messages. A failure prints the command that repeats it.
#
#   tests/simulate.sh [--seeds N] [--from S]
#
# N is 10000 unless given, S is 1.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

seeds=10000
from=1
while [ $# -gt 0 ]; do
    case $1 in
        --seeds) seeds=${2:?"--seeds needs a number"} ;;
        --from) from=${2:?"--from needs a number"} ;;
        *) echo "usage: tests/simulate.sh [--seeds N] [--from S]" >&2; exit 2 ;;
    esac
    shift 2
done

echo "Simulating $seeds seeds from $from."
SLIPWAY_SEEDS=$seeds SLIPWAY_SEED_FROM=$from dotnet test tests/Slipway.LocalHost.Tests -c Release \
    --filter "FullyQualifiedName~SimulationTests.Many_seeds"
