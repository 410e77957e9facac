#!/usr/bin/env bash
# Sets up what the benchmark needs, builds it and runs it; README.md says what it measures.
#
#   run.sh [--quick] [--only NAMES] [--rounds N] [--output FILE.json]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

has() { command -v "$1" >/dev/null; }

has_postgres() { has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

install() {
    if ! has apt-get || [ "$(id -u)" != 0 ]; then
        echo "$1 was not found. Install it, or run this as root on Debian, where it is installed from the package '$2'." >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
}

has node && has npm || { install Node.js nodejs; has npm || install npm npm; }
if ! has_postgres; then
    # Debian starts a server of its own at the installation unless it is told not to; the benchmark wants one that is new.
    install PostgreSQL postgresql-common
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
    install PostgreSQL postgresql
fi

# Nothing of these packages has to run when it is installed; their telemetry would.
if ! cmp -s "$here/node/package-lock.json" "$here/node/node_modules/.installed"; then
    (cd "$here/node" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    cp "$here/node/package-lock.json" "$here/node/node_modules/.installed"
fi

dotnet build "$here" -c Release -v quiet >&2
cd "$root"
exec dotnet "$here/bin/Release/net10.0/Slipway.Benchmarks.dll" "$@"
