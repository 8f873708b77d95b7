#!/usr/bin/env bash
# Make sure that Virtuoso is there for the test of remote graphs: install it where root on Debian
# may, some 10 s. Elsewhere that test is skipped.
set -u
command -v virtuoso-t >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Virtuoso for the test of remote graphs …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends virtuoso-opensource-7-bin >/dev/null 2>&1 ||
    echo "Virtuoso could not be installed; its test is skipped."
fi
exit 0
