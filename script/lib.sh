# Shared by the commands in this folder; source it. Makes the environments: .venv (the server, on the machine's own
# Python), .venv-ha (Home Assistant, on Python 3.14) and for the tests .venv-ha-oldest, .venv-system (the server on the
# system's own Python) and .venv-types (what types are checked against). Everything that it fetches stays inside the
# checkout, uv's cache included: a new home directory costs nothing.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.cache
uv_version=0.13 # the one that wrote uv.lock; taken only where the machine has none
export UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1} # a network with an authority of its own names it to the system, not to uv
# beside the environments, so that uv links its files into them instead of copying 2 GB
export UV_CACHE_DIR=${UV_CACHE_DIR:-$cache/uv-cache}
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

# install_packages REASON PACKAGE...: by apt where permitted. Never fails by itself: what needed the packages then fails
# with its own words.
install_packages() {
  local reason=$1
  shift
  if ! may_install; then
    say "not installed: $* ($reason); $(to_paste "$@")"
    return 0
  fi
  say "installing $* ($reason)"
  (as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@") \
    >"$cache/apt.log" 2>&1 || say "apt could not install $*: $(tail -n 1 "$cache/apt.log")"
}

# to_paste PACKAGE...: the line that an ordinary user is told.
to_paste() { echo "to mend: sudo apt-get install -y $*"; }

# needs PROGRAM PACKAGE REASON: notes what is missing.
needs() {
  command -v "$1" >/dev/null && return
  missing+=("$2")
  reasons+=("$2: $3")
}

# has_headers PYTHON: whether something can be compiled for it.
has_headers() { "$1" -c 'import os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")' 2>/dev/null; }

# what_is_missing: everything that is needed and not there, so that nobody is stopped twice.
what_is_missing() {
  local found
  missing=() reasons=()
  needs flock util-linux "keeps two commands from making the environments at once"
  needs python3 python3 "Morgan's server runs on it, 3.11 or later"
  if ! found=$(command -v uv) && ! "$cache/uv/bin/uv" --version >/dev/null 2>&1 && ! python3 -m pip --version >/dev/null 2>&1; then
    missing+=(python3-pip)
    reasons+=("python3-pip: fetches uv, which makes the environments")
  fi
  needs g++ g++ "three of Home Assistant's packages are compiled"
  if found=$(command -v python3.14) && "$found" -c "$wanted_314" 2>/dev/null && ! has_headers "$found"; then
    missing+=(python3.14-dev)
    reasons+=("python3.14-dev: they are compiled for it")
  fi
}

also=() # packages that the caller could do without: named in the same line

# all_there: installs what is missing where that is permitted; else says all of it in one line to paste, and ends.
all_there() {
  what_is_missing
  [[ ${#missing[@]} == 0 ]] && return
  mkdir -p "$cache"
  if may_install; then
    install_packages "$(printf '%s; ' "${reasons[@]}" | sed 's/; $//')" "${missing[@]}" "${also[@]}"
    return
  fi
  say "missing, and this user may not install it without a password:"
  printf '          %s\n' "${reasons[@]}" >&2
  if command -v apt-get >/dev/null; then die "$(to_paste "${missing[@]}" "${also[@]}")"; fi
  die "install them by this system's own means (Debian's names: ${missing[*]}), then run this again"
}

find_uv() {
  if uv=$(command -v uv) && "$uv" --version >/dev/null 2>&1; then return; fi
  uv=$cache/uv/bin/uv
  if "$uv" --version >/dev/null 2>&1; then return; fi
  say "fetching uv by pip"
  quietly "fetching uv" python3 -m pip install --no-cache-dir --quiet --upgrade --target "$cache/uv" "uv>=$uv_version,<1"
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

# what each environment is made from
server_inputs="uv.lock pyproject.toml script/lib.sh"
ha_inputs="script/requirements-ha.txt script/lib.sh"

# shellcheck disable=SC2086  # fingerprint takes the names one by one
fingerprint() { (cd "$root" && cat "$@" && echo "$PWD") | sha256sum | cut -c1-16; }

server_environment() {
  local want stamp=$root/.venv/.morgan
  made .venv "$server_inputs" morgan && return
  want=$(fingerprint $server_inputs)
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
  made "$folder" "$requirements script/lib.sh" "$program" && return
  want=$(fingerprint "$requirements" script/lib.sh)
  find_uv
  find_python314
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

# made FOLDER REQUIREMENTS PROGRAM: whether an environment is as it should be.
made() {
  [[ -x $root/$1/bin/$3 && $(cat "$root/$1/.morgan" 2>/dev/null) == "$(fingerprint $2)" ]]
}

make_environments() {
  if made .venv "$server_inputs" morgan && made .venv-ha "$ha_inputs" hass; then return; fi
  all_there
  server_environment
  ha_environment .venv-ha script/requirements-ha.txt hass
}

# oldest_home_assistant: the oldest one that hacs.json claims, for its tests only.
oldest_home_assistant() { with_lock ha_environment .venv-ha-oldest script/requirements-ha-oldest.txt hass; }

# system_environment: the server on the system's own Python where that is another one than .venv's: that is what most
# owners have, and its standard library is as old as the distribution. Says why there is none in $no_system.
system_environment() {
  local system=/usr/bin/python3 want
  no_system=
  if ! "$system" -c "$wanted_server" 2>/dev/null; then
    no_system="$system is no Python from 3.11 to 3.14"
  elif [[ $("$system" -VV) == "$("$root/.venv/bin/python" -VV)" ]]; then
    no_system="$system is the Python of .venv already"
  fi
  if [[ -n $no_system ]]; then return; fi
  want=$(fingerprint $server_inputs)-$("$system" -V)
  [[ -x $root/.venv-system/bin/pytest && $(cat "$root/.venv-system/.morgan" 2>/dev/null) == "$want" ]] && return
  find_uv
  say "the server on the system's own Python (.venv-system, $("$system" -V))"
  quietly "environment .venv-system" env UV_PROJECT_ENVIRONMENT="$root/.venv-system" UV_PYTHON="$system" \
    "$uv" sync --project "$root" --frozen --extra closed --extra espeak
  echo "$want" >"$root/.venv-system/.morgan"
}

# typing_environments: one environment for each end of what uv.lock holds, with the packages of which it holds several
# versions; all else is .venv's, whose folder a .pth file names.
typing_environments() {
  local python version requirements folder want
  want=$(fingerprint $server_inputs script/typed_versions.py)
  [[ $(cat "$root/.venv-types/.morgan" 2>/dev/null) == "$want" ]] && return
  find_uv
  while read -r version requirements; do
    say "types for Python $version ($requirements)"
    folder=$root/.venv-types/$version
    mkdir -p "$root/.venv-types"
    quietly "environment $folder" "$uv" venv --clear --no-project --python "$root/.venv/bin/python" "$folder"
    python=$("$folder/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    "$root/.venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$python/morgan.pth"
    [[ -n $requirements ]] || continue
    # shellcheck disable=SC2086  # one requirement a word
    quietly "types for Python $version" \
      "$uv" pip install --python "$folder/bin/python" --python-version "$version" --no-deps $requirements
  done < <("$root/.venv/bin/python" "$root/script/typed_versions.py")
  echo "$want" >"$root/.venv-types/.morgan"
}

# compose_program: podman-compose in an environment of its own.
compose_program() {
  [[ -x $cache/compose/bin/podman-compose ]] && return
  find_uv
  ("$uv" venv --clear --no-project --python "$root/.venv/bin/python" "$cache/compose" &&
    "$uv" pip install --python "$cache/compose/bin/python" "podman-compose>=1.2,<2") >"$cache/compose.log" 2>&1
}

with_lock() {
  mkdir -p "$cache"
  if command -v flock >/dev/null; then
    exec 9>"$cache/bootstrap.lock"
    flock -n 9 || { say "waiting for another bootstrap in this checkout" && flock -w 1200 9; }
  fi
  "$@"
  exec 9>&-
}
