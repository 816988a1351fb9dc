# Shared by the commands in this folder; source it. Makes the environments: .venv (the server, on the machine's own
# Python), .venv-ha (Home Assistant, on Python 3.14) and for the tests .venv-ha-oldest. Everything that it fetches stays inside the checkout: a new home
# directory costs nothing.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.cache
uv_version=0.13 # the one that wrote uv.lock; taken only where the machine has none
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1} # a network with an authority of its own names it to the system, not to uv
wanted_314='import sys; sys.exit(sys.version_info < (3, 14, 2) or sys.version_info >= (3, 15))'
wanted_server='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'

say() { printf '[%4ds] %s\n' "$SECONDS" "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# quietly NAME COMMAND...: shows the command's own progress on a terminal; elsewhere only what it said when it failed.
quietly() {
  local name=$1 log
  shift
  if [[ -t 2 && -z ${CI:-} ]]; then
    "$@" >&2 || die "$name failed"
    return
  fi
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    rm -f "$log"
    die "$name failed"
  fi
  rm -f "$log"
}

# may_install: whether Debian packages may be installed without asking anybody.
may_install() {
  command -v apt-get >/dev/null || return 1
  [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null
}

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }

# install_packages REASON PACKAGE...: by apt where permitted; says what to type where not. Never fails by itself: what
# needed the packages then fails with its own words.
install_packages() {
  local reason=$1
  shift
  if ! may_install; then
    say "not installed (needs root): $* ($reason); to mend: sudo apt-get install $*"
    return 0
  fi
  say "installing $* ($reason)"
  (as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@") \
    >"$cache/apt.log" 2>&1 || say "apt could not install $*: $(tail -n 1 "$cache/apt.log")"
}

find_uv() {
  if uv=$(command -v uv) && "$uv" --version >/dev/null 2>&1; then return; fi
  uv=$cache/uv/bin/uv
  if "$uv" --version >/dev/null 2>&1; then return; fi
  say "fetching uv by pip"
  python3 -m pip --version >/dev/null 2>&1 || install_packages "pip fetches uv" python3-pip
  quietly "fetching uv" python3 -m pip install --quiet --upgrade --target "$cache/uv" "uv>=$uv_version,<1"
}

find_server_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if python=$(command -v "$name") && "$python" -c "$wanted_server" 2>/dev/null; then return; fi
  done
  die "no Python 3.11 to 3.14 on the path; Morgan's server needs one"
}

find_python314() {
  local name found
  for name in "$root/.venv-ha/bin/python" python3.14 python3 "$cache/python3.14/usr/bin/python3.14"; do
    if found=$(command -v "$name") && "$found" -c "$wanted_314" 2>/dev/null; then
      # An interpreter that finds its library beside itself must be named where it is: a link to it elsewhere starts
      # by itself, and the environment made from the link does not.
      python314=$(readlink -f "$found")
      return
    fi
  done
  # A mirror that cannot be reached must not hold up Debian's packages: two minutes at most, one try.
  say "fetching Python 3.14 by uv"
  if found=$(UV_PYTHON_INSTALL_DIR=$cache/python-uv UV_HTTP_RETRIES=0 timeout 120 "$uv" python install --no-bin 3.14 2>&1) &&
    python314=$(UV_PYTHON_INSTALL_DIR=$cache/python-uv "$uv" python find --managed-python 3.14 2>/dev/null) &&
    "$python314" -c "$wanted_314" 2>/dev/null; then
    return
  fi
  say "uv has none to be reached; unpacking Debian's Python 3.14 beside the system"
  command -v apt-get >/dev/null || die "no Python 3.14, no uv mirror and no apt: install Python 3.14.2 or later, then run this again"
  "$root/script/install-python314" "$cache/python3.14" >"$cache/python314.log" 2>&1 ||
    die "Python 3.14 could not be unpacked: $(tail -n 1 "$cache/python314.log")"
  python314=$cache/python3.14/usr/bin/python3.14
}

fingerprint() { (cd "$root" && cat "$@" && echo "$PWD") | sha256sum | cut -c1-16; }

server_environment() {
  local want stamp=$root/.venv/.morgan
  want=$(fingerprint uv.lock pyproject.toml script/lib.sh)
  [[ -x $root/.venv/bin/morgan && $(cat "$stamp" 2>/dev/null) == "$want" ]] && return
  find_uv
  find_server_python
  say "server environment (.venv, $("$python" -V))"
  quietly "server environment" env UV_PYTHON="${MORGAN_PYTHON:-$python}" "$uv" sync --project "$root" --frozen --all-extras
  echo "$want" >"$stamp"
}

# ha_environment FOLDER REQUIREMENTS PROGRAM: one Home Assistant in an environment of its own.
ha_environment() {
  local folder=$1 requirements=$2 program=$3 want
  local environment=$root/$folder stamp=$root/$folder/.morgan
  want=$(fingerprint "$requirements" script/lib.sh)
  [[ -x $environment/bin/$program && $(cat "$stamp" 2>/dev/null) == "$want" ]] && return
  find_uv
  find_python314
  # three of Home Assistant's packages have no wheel for 3.14 and are compiled here
  if ! command -v g++ >/dev/null; then install_packages "three of Home Assistant's packages are compiled" g++; fi
  if ! "$environment/bin/python" -c "$wanted_314" 2>/dev/null; then
    quietly "environment $folder" "$uv" venv --clear --no-project --python "$python314" "$environment"
  fi
  say "Home Assistant's environment ($folder, $("$environment/bin/python" -V))"
  quietly "Home Assistant's environment ($folder)" \
    "$uv" pip install --python "$environment/bin/python" --no-deps -r "$root/$requirements"
  echo "$want" >"$stamp"
}

# Two commands started at the same moment make the environments once.
bootstrap() {
  with_lock make_environments
}

make_environments() {
  server_environment
  ha_environment .venv-ha script/requirements-ha.txt hass
}

# oldest_home_assistant: the oldest one that hacs.json claims, for its tests only.
oldest_home_assistant() { with_lock ha_environment .venv-ha-oldest script/requirements-ha-oldest.txt hass; }

with_lock() {
  mkdir -p "$cache"
  if command -v flock >/dev/null; then
    exec 9>"$cache/bootstrap.lock"
    flock -n 9 || { say "waiting for another bootstrap in this checkout" && flock -w 1200 9; }
  fi
  "$@"
  exec 9>&-
}
