#!/usr/bin/env bash
# Sets up what the tests need, runs them all, and prints the line coverage of the parts that decide what a workflow does.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

results=${SLIPWAY_TEST_RESULTS:-artifacts/test-results}
rm -rf "$results"
mkdir -p "$results"
results=$(cd "$results" && pwd)

# Some tests drive the live updates with the stock JavaScript client, the real Claude Code and Codex against a scripted model, an agent made
# with the A2A protocol's SDK, and event queues on Azurite; requests to GitHub, and deliveries of tests, are held to its own descriptions.
# Everything else needs only the .NET SDK and Git.
client=tests/Slipway.EndToEnd.Tests/signalr-client
agents=tests/Slipway.Integrations.Tests/agent-clis
a2a=tests/Slipway.Integrations.Tests/a2a-agent
azurite=tests/azurite
contract=tests/github-contract
webhooks=tests/webhook-contract
if ! command -v npm >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null
fi
if command -v npm >/dev/null; then
    (cd "$client" && npm ci --no-audit --no-fund --loglevel=error)
    SLIPWAY_SIGNALR_CLIENT=$(cd "$client" && pwd)
    (cd "$azurite" && npm ci --no-audit --no-fund --loglevel=error)
    SLIPWAY_AZURITE=$(cd "$azurite" && pwd)
    export SLIPWAY_SIGNALR_CLIENT SLIPWAY_AZURITE
    if (cd "$a2a" && npm ci --engine-strict --no-audit --no-fund --loglevel=error); then
        SLIPWAY_A2A_AGENT=$(cd "$a2a" && pwd)
        export SLIPWAY_A2A_AGENT
    else
        echo "The A2A protocol's SDK could not be installed (it needs Node.js 20): the tests that need it are skipped." >&2
    fi
    # 480 MB: GitHub's API description in every version.
    if (cd "$contract" && npm ci --no-audit --no-fund --loglevel=error); then
        SLIPWAY_GITHUB_CONTRACT=$(cd "$contract" && pwd)
        export SLIPWAY_GITHUB_CONTRACT
    else
        echo "GitHub's API description could not be installed: the tests that need it are skipped." >&2
    fi
    if (cd "$webhooks" && npm ci --no-audit --no-fund --loglevel=error); then
        SLIPWAY_WEBHOOK_CONTRACT=$(cd "$webhooks" && pwd)
        export SLIPWAY_WEBHOOK_CONTRACT
    else
        echo "GitHub's description of its webhooks could not be installed: the tests that need it are skipped." >&2
    fi
    # 640 MB: each package holds a program for this machine.
    if (cd "$agents" && npm ci --no-audit --no-fund --loglevel=error); then
        SLIPWAY_AGENT_CLIS=$(cd "$agents" && pwd)
        export SLIPWAY_AGENT_CLIS
    else
        echo "Claude Code and Codex could not be installed: the tests that drive them are skipped." >&2
    fi
else
    echo "npm was not found: the tests with the JavaScript SignalR client, with the real agents, with the A2A SDK, with Azurite and with" \
        "GitHub's descriptions are skipped." \
        "Install Node.js 18 or newer to run them." >&2
fi

status=0
dotnet build Functions.sln -c Release -v quiet
dotnet test Functions.sln -c Release --no-build --results-directory "$results" \
    --logger "trx" --collect "XPlat Code Coverage" || status=$?

echo
tests/coverage.sh "$results" || status=1

# One line that says it all: the counters of every test project, added up.
find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + | awk '
    { for (i = 1; i <= NF; i++) if (split($i, pair, "\"") > 1) count[pair[1]] += pair[2] }
    END { printf "%d passed, %d failed, %d skipped\n", count["passed="], count["failed="], count["total="] - count["executed="] }'
exit "$status"
