#!/usr/bin/env bash
# Kills a real process under load (tests/Slipway.LocalHost.Tests/Kill) again and again, and compares every instance with a model.
#
#   tests/kill.sh [ROUNDS]
#
# 50 rounds unless given. Then one is stopped (SIGSTOP) for a minute, and goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

SLIPWAY_KILLS=${1:-50} SLIPWAY_STOP_SECONDS=60 \
    dotnet test tests/Slipway.LocalHost.Tests -c Release --filter "FullyQualifiedName~KillTests"
