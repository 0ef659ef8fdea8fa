#!/usr/bin/env bash
# Builds, then measures ticks whose logic is in a worker in JavaScript, beside the same in Java; without a cluster. Needs Node.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g "-Dlogback.configurationFile=$home/grid-config/logback.xml" -cp "$classpath" io.zonescaler.bench.WorkerRun "$home"
