#!/usr/bin/env bash
# A long run: three nodes with their world on disk, and players; every few minutes a line with what the nodes use, and
# at the end whether it stayed as it was after the first quarter, no node was expelled and no command lost.
#   bench/soak.sh [--minutes 60] [--bots 200] [--size 1024]     size: edge of the world; 1024 has 20,000 creatures
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
minutes=60 bots=200 size=1024
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes="$2" ;;
    --bots) bots="$2" ;;
    --size) size="$2" ;;
    *)
      sed -n '2,4s/^# *//p' "${BASH_SOURCE[0]}"
      exit 1
      ;;
  esac
  shift 2
done
window=$((minutes < 40 ? 150 : 300))
run="$(mktemp -d)"
zonescaler() { "$home/bin/zonescaler" "$@" --run-dir "$run"; }
trap 'zonescaler stop >/dev/null 2>&1 || true' EXIT

zonescaler start --nodes 3 --data "$run/data" \
  --set "world.bounds.x=0..$size" --set "world.bounds.y=0..$size" >"$run/start.txt"
cat "$run/start.txt"
mapfile -t pids < <(sed -n 's/.* pid \([0-9]*\) .*/\1/p' "$run/start.txt")
mapfile -t urls < <(sed -n 's/.*\(http:[^ ]*\).*/\1/p' "$run/start.txt")

# sum NAME TEXT: of a metric over its labels, in MB
megabytes() { awk -v name="$1" '$1 ~ "^" name "[{ ]" { sum += $NF } END { printf "%.0f", sum / 1048576 }' <<<"$2"; }
cpu() { awk '{ s += $14 + $15 } END { print s }' $(printf '/proc/%s/stat ' "${pids[@]}"); }

# Used heap goes up and down: what is really in use shows after a collection, while nobody plays.
observe() {
  local at text heap=0 direct=0 rss=0 threads=0
  for at in 0 1 2; do
    jcmd "${pids[$at]}" GC.run >/dev/null
    text="$(curl -s -m 5 "${urls[$at]}/metrics")"
    heap=$((heap + $(megabytes jvm_memory_used_bytes "$(grep 'area="heap"' <<<"$text")")))
    direct=$((direct + $(megabytes jvm_buffer_memory_used_bytes "$text")))
    rss=$((rss + $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/${pids[$at]}/status")))
    threads=$((threads + $(awk '/Threads/ { print $2 }' "/proc/${pids[$at]}/status")))
  done
  echo "$heap $direct $rss $threads $(du -sm "$run/data" | cut -f1)"
}

printf '%7s %8s %9s %7s %8s %7s %6s %9s %7s %7s %5s %6s\n' \
  minute heapMB directMB rssMB threads diskMB cores ackP99ms maxGap speed lost doubled
lost=0 doubled=0 lines=()
result() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$run/bots.json"; }
for at in $(seq 1 $((minutes * 60 / window))); do
  before="$(cpu)" began="$SECONDS"
  "$home/bin/zonescaler" bots --count "$bots" --names soak --seconds $((window - 20)) --run-dir "$run" --json \
    2>"$run/bots.log" | tail -1 >"$run/bots.json" &
  player=$!
  sleep $((window - 30))
  speed="$(curl -s -m 5 "${urls[0]}/api/v1/status" | sed -n 's/.*"speed":\([0-9.]*\).*/\1/p')"
  wait "$player" || true
  seen="$(observe)"
  lost=$((lost + $(result commandsLost))) doubled=$((doubled + $(result commandsDoubled)))
  cores="$(awk -v t=$(($(cpu) - before)) -v s=$((SECONDS - began)) 'BEGIN { printf "%.2f", t / 100 / s }')"
  ack="$(sed -n 's/.*"ackMillis":{[^}]*"p99":\([0-9]*\).*/\1/p' "$run/bots.json")"
  gap="$(sed -n 's/.*"gapMillis":{[^}]*"max":\([0-9]*\).*/\1/p' "$run/bots.json")"
  lines+=("$seen")
  # shellcheck disable=SC2086
  printf '%7s %8s %9s %7s %8s %7s %6s %9s %7s %7s %5s %6s\n' \
    $((SECONDS / 60)) $seen "$cores" "$ack" "$gap" "$speed" "$(result commandsLost)" "$(result commandsDoubled)"
done

failed=0
says() {
  if [ "$2" = yes ]; then echo "holds   $1"; else
    echo "FAILS   $1"
    failed=4
  fi
}
# The mean of the last quarter against that of the second one: the first quarter warms up.
flat() {
  printf '%s\n' "${lines[@]}" | awk -v column="$1" -v slack="$2" '{ v[NR] = $column } END {
    q = int(NR / 4); if (q < 1) q = 1
    for (i = q + 1; i <= 2 * q && i <= NR; i++) { a += v[i]; n++ }
    for (i = NR - q + 1; i <= NR; i++) { b += v[i]; m++ }
    if (n == 0) { a = v[1]; n = 1 }
    printf "%.0f, later %.0f %s", a / n, b / m, (b / m <= a / n * 1.1 + slack) ? "yes" : "no" }'
}
for what in "1 30 heap MB" "2 10 direct MB" "3 60 rss MB" "4 6 threads" "5 64 disk MB"; do
  read -r column slack name <<<"$what"
  said="$(flat "$column" "$slack")"
  says "$name: ${said% *} (at most a tenth and $slack more)" "${said##* }"
done
status="$(curl -s -m 5 "${urls[0]}/api/v1/status")"
says "audit clean" "$(grep -q '"audit":{"ok":true' <<<"$status" && echo yes)"
says "no node was expelled" \
  "$(grep -q '"plan":{"number":0' <<<"$status" && ! grep -q 'goes back to the others' "$run"/n*/node.log && echo yes)"
says "$lost commands lost, $doubled doubled" "$([ "$lost$doubled" = 00 ] && echo yes)"
exit "$failed"
