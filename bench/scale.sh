#!/usr/bin/env bash
# Builds, then lets the coordinator's real code steer up to 200 nodes with 4,000 zones in virtual time, and says what it has to do.
# scale.sh NODES ZONES: only that size.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx2g "-Dlogback.configurationFile=$home/grid-config/logback.xml" -cp "$classpath" io.zonescaler.bench.ScaleRun "$@"
