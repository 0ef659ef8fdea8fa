#!/usr/bin/env bash
# Builds, then kills nodes of a real cluster under load and says what players saw of it; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g -XX:TieredStopAtLevel=1 "-Dzonescaler.home=$home" \
  "-Dlogback.configurationFile=$home/grid-config/logback.xml" -cp "$classpath" io.zonescaler.bench.ChaosRun "$@"
