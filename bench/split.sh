#!/usr/bin/env bash
# Cuts some of a world's nodes off the others for a while, each node on a host of its own (a network namespace), with
# bots playing on all of them, and says what became of it. Needs root and iproute2; without them it is skipped.
#   bench/split.sh [--nodes 3] [--minority 1] [--backups 1] [--seconds 20] [--bots 100]
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
nodes=3 minority=1 backups=1 seconds=20 bots=100
while [ $# -gt 0 ]; do
  case "$1" in
    --nodes) nodes="$2" ;;
    --minority) minority="$2" ;;
    --backups) backups="$2" ;;
    --seconds) seconds="$2" ;;
    --bots) bots="$2" ;;
    *)
      sed -n '2,4s/^# *//p' "${BASH_SOURCE[0]}"
      exit 1
      ;;
  esac
  shift 2
done
if ! ip netns list >/dev/null 2>&1 || ! ip link add zsprobe type bridge 2>/dev/null; then
  echo "SKIPPED: this machine makes no network namespaces (root and iproute2 are needed)"
  exit 0
fi
ip link del zsprobe

run="$(mktemp -d)"
cluster=()
finish() {
  for pid in "${cluster[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${cluster[@]}"; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
  for k in $(seq 1 "$nodes"); do ip netns del "zs$k" 2>/dev/null || true; done
  for bridge in zsmajor zsminor; do ip link del "$bridge" 2>/dev/null || true; done
}
trap finish EXIT

for bridge in zsmajor zsminor; do
  ip link add "$bridge" type bridge
  ip link set "$bridge" up
done
# Bots play from the side of the majority.
ip addr add 10.77.0.254/24 dev zsmajor
for k in $(seq 1 "$nodes"); do
  ip netns add "zs$k"
  ip link add "zsv$k" type veth peer name eth0 netns "zs$k"
  ip link set "zsv$k" master zsmajor up
  ip netns exec "zs$k" ip addr add "10.77.0.$k/24" dev eth0
  ip netns exec "zs$k" ip link set eth0 up
  ip netns exec "zs$k" ip link set lo up
done

list() { seq -s, -f "$1" 1 "$nodes"; }
"$home/bin/zonescaler" --version >&2
jit=""
if [ "$(nproc)" -lt $((2 * nodes)) ]; then jit="-XX:TieredStopAtLevel=1"; fi
for k in $(seq 1 "$nodes"); do
  mkdir "$run/n$k"
  ZONESCALER_JAVA_OPTS="-Xms384m -Xmx384m $jit" ip netns exec "zs$k" "$home/bin/zonescaler" node \
    --name "n$k" --founders "$(list n%g)" --set "grid.host=10.77.0.$k" --set "grid.discovery=$(list 10.77.0.%g:47500)" \
    --set "node.workDirectory=$run/n$k" --set grpc.port=7000 --set http.port=8000 --set "grid.backups=$backups" \
    >"$run/n$k/node.log" 2>&1 &
  cluster+=($!)
done
for k in $(seq 1 "$nodes"); do while [ ! -e "$run/n$k/ready" ]; do sleep 0.2; done; done

# status K FIELD: of the world, as node K tells it
status() {
  ip netns exec "zs$1" curl -s -m 2 "http://10.77.0.$1:8000/api/v1/status" |
    sed -n "s/.*\"world\":{[^}]*\"$2\":\"\{0,1\}\([^,\"]*\).*/\1/p"
}
settled="$(((nodes - minority)))"
echo "$nodes nodes with $backups backups; logs are in $run"
"$home/bin/zonescaler" --json bots --connect "$(list 10.77.0.%g:7000)" --count "$bots" --seconds $((seconds + 45)) \
  >"$run/bots.json" 2>"$run/bots.log" &
player=$!
sleep 12

echo "cutting $minority of $nodes off for $seconds s, at tick $(status 1 tick)"
for k in $(seq $((settled + 1)) "$nodes"); do ip link set "zsv$k" master zsminor; done
# The longest time for which the majority's world made no tick, in ms.
paused=0 last="$(status 1 tick)" since="$(date +%s%3N)" begin="$SECONDS"
while [ $((SECONDS - begin)) -lt 8 ]; do
  tick="$(status 1 tick)"
  if [ "$tick" != "$last" ]; then
    at="$(date +%s%3N)"
    if [ $((at - since)) -gt "$paused" ]; then paused=$((at - since)); fi
    last="$tick" since="$at"
  fi
  sleep 0.05
done
shown="$(status "$nodes" tick)"
trouble="$(status 1 trouble)"
sleep $((seconds - 8))
now="$(status 1 tick)"
still="$(status "$nodes" tick)"
echo "majority at tick $now; minority showed tick $shown and shows tick $still"
for k in $(seq $((settled + 1)) "$nodes"); do ip link set "zsv$k" master zsmajor; done
healed=$SECONDS
while [ "$(status "$nodes" state)" != running ] || [ "$(status "$nodes" tick)" -lt "$now" ]; do
  if [ $((SECONDS - healed)) -gt 60 ]; then break; fi
  sleep 0.5
done
echo "healed: $(status "$nodes" state) at tick $(status "$nodes" tick) again after $((SECONDS - healed)) s"
failed=0
wait "$player" || failed=4
says() {
  if [ "$2" = yes ]; then echo "holds   $1"; else
    echo "FAILS   $1"
    failed=4
  fi
}
result() { tail -1 "$run/bots.json" | sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }
gap="$(tail -1 "$run/bots.json" | sed -n 's/.*"gapMillis":{[^}]*"max":\([0-9]*\).*/\1/p')"
says "minority stands still" "$([ "$shown" = "$still" ] && echo yes)"
if [[ "$trouble" == *"lost all their copies"* ]]; then
  # All copies of some zones are on the other side.
  echo "        majority: $trouble"
  says "majority waits for what the minority has" "$([ "$now" -lt $((shown + 40)) ] && echo yes)"
else
  says "majority went on" "$([ "$now" -gt $((shown + 20)) ] && echo yes)"
  says "majority went on after $paused ms, asked 5500 (1.5 x 3 s + 1 s)" "$([ "$paused" -le 5500 ] && echo yes)"
fi
says "back by itself" "$([ "$(status "$nodes" tick)" -gt "$now" ] && echo yes)"
says "$(result commandsAcked) commands acknowledged, $(result commandsLost) lost, $(result commandsDoubled) doubled" \
  "$([ "$(result commandsLost)$(result commandsDoubled)" = 00 ] && echo yes)"
says "audit clean" "$(ip netns exec zs1 curl -s -m 2 http://10.77.0.1:8000/api/v1/status | grep -q '"audit":{"ok":true' && echo yes)"
echo "        longest gap of a client, those of the minority included: $gap ms"
exit "$failed"
