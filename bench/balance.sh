#!/usr/bin/env bash
# Builds, then replays workloads into the coordinator without a cluster, and says how even the nodes would be; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dlogback.configurationFile=$home/grid-config/logback.xml" -cp "$classpath" io.zonescaler.bench.BalanceRun "$@"
