#!/usr/bin/env bash
# The core with the oldest libraries that pyproject.toml allows, and on every newer Python that is
# found: each in an environment of its own below build/, with tests of every room.
set -euo pipefail
cd "$(dirname "$0")/.."
tests=(tests/measures/coopetition tests/measures/money/test_loops.py
  tests/measures/money/test_totals.py tests/measures/structure/test_central.py
  tests/measures/structure/test_blocs.py tests/cli/test_sparql.py tests/cli/test_outputs.py
  tests/rdf/test_query.py tests/rdf/test_store.py tests/relations/test_relations.py
  tests/records/test_tables.py)
runner=('pytest>=8.3' 'pytest-cov>=6' 'pytest-rerunfailures>=15' 'pytest-xdist>=3.6' 'hypothesis>=6.100')

interpreter() { # of a version, from the path or from pyenv
  local found
  for found in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
    "$found" -c "import sys; sys.exit(sys.version_info[:2] != (3, ${1#3.}))" 2>/dev/null && echo "$found" && return
  done
  return 1
}

run() { # name, interpreter, options of the installer
  local place="build/$1" python=$2
  shift 2
  [ -x "$place/bin/uv" ] || { "$python" -m venv "$place" && "$place/bin/python" -m pip install --quiet --disable-pip-version-check uv; }
  VIRTUAL_ENV=$place "$place/bin/uv" pip install --quiet "$@" -e . "${runner[@]}"
  "$place/bin/python" -m pytest -q -n auto -W default "${tests[@]}"
}

# Old libraries warn of themselves under a newer Python; that is no fault of ours.
echo "The oldest libraries, on $("${PYTHON:-python3}" --version):"
run lowest "${PYTHON:-python3}" --resolution lowest-direct
for version in 3.12 3.13; do
  if python=$(interpreter "$version"); then
    echo "The newest libraries, on $("$python" --version):"
    run "python$version" "$python"
  else
    echo "Python $version is not here; nothing is run on it."
  fi
done
