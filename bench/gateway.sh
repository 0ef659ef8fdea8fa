#!/usr/bin/env bash
# Builds, then connects many clients to one node and says what they cost; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dzonescaler.home=$home" "-Dlogback.configurationFile=$home/grid-config/logback.xml" \
  -cp "$classpath" io.zonescaler.bench.GatewayRun "$@"
