#!/usr/bin/env bash
# Builds, then does to a node of a real cluster all that hostile clients do; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dzonescaler.home=$home" "-Dlogback.configurationFile=$home/grid-config/logback.xml" \
  -cp "$classpath" io.zonescaler.bench.HostileRun "$@"
