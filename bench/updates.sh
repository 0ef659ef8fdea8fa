#!/usr/bin/env bash
# Builds, then encodes what many clients see and says what it costs; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dlogback.configurationFile=$home/grid-config/logback.xml" -cp "$classpath" io.zonescaler.bench.UpdateRun "$@"
