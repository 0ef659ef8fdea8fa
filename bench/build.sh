# Sourced by the scripts here: builds the project without tests if a source is newer, and sets
# home (the project's directory) and classpath (of the benchmarks).
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
built="$home/bench/target/built"
if [ ! -f "$built" ] || [ ! -f "$home/bench/target/classpath" ] ||
  [ -n "$(find "$home/pom.xml" "$home"/*/pom.xml "$home"/*/src/main -newer "$built" -type f | head -n 1)" ]; then
  echo "Building the benchmarks..." >&2
  mkdir -p "$home/bench/target"
  touch "$built.new"
  (cd "$home" && mvn -B -ntp -q -Dzonescaler.run package -pl bench -am) >&2
  # bin/zonescaler, which starts the nodes, need not build the same once more.
  mv "$built.new" "$built"
  cp -p "$built" "$home/grid-config/target/built"
fi
classpath="$home/bench/target/classes:$(cat "$home/bench/target/classpath")"
