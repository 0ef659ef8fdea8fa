#!/usr/bin/env bash
# Builds, then measures what a node's console costs with nobody, one and many looking; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dzonescaler.home=$home" "-Dlogback.configurationFile=$home/grid-config/logback.xml" \
  -cp "$classpath" io.zonescaler.bench.ConsoleRun "$@"
