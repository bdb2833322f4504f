#!/usr/bin/env python3
"""Runs a command with an S3 server beside it, for tests.

    tests/s3/server.py [--server ceph|ministack|none] COMMAND...

The server is a real Ceph gateway (monitor, OSD in memory and radosgw) where Debian's packages are there or, as root, can be installed; else
ministack from PyPI in a virtual environment; else none, and the tests that need one say so. It listens on 127.0.0.1, keeps its state in a
temporary folder, and ends with the command, whose exit code becomes this program's. A gateway that ends in between is started again, so that a
test may kill it. Nothing but Python is needed here.

The command finds in its environment:
    BUTLER_TEST_S3_SERVER    name and version of the server; unset without one
    BUTLER_TEST_S3_ENDPOINT  its URL
    BUTLER_TEST_S3_KEY, BUTLER_TEST_S3_SECRET, BUTLER_TEST_S3_REGION
    BUTLER_TEST_S3_BUCKET    a bucket to work in; BUTLER_TEST_S3_VERSIONED: one with versions, where Ceph ignores the condition of a PUT
    BUTLER_TEST_S3_PID       a file with the process number of the gateway, if it may be killed
    BUTLER_TEST_S3_CONF      the configuration for `radosgw-admin`, if users can be managed by it
"""

import argparse
import datetime
import hashlib
import hmac
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

PACKAGES = ["ceph-mon", "ceph-osd", "radosgw", "ceph-common"]
MINISTACK = "ministack==1.5.33"
KEY, SECRET, REGION = "butlertestkey0000000", "butlertestsecret" + "0" * 24, "us-east-1"
BUCKET, VERSIONED = "butler-test", "butler-test-versioned"


def say(text):
    print(f"s3 server: {text}", file=sys.stderr, flush=True)


class Unavailable(Exception):
    """This server can't be had here."""


class Daemons:
    """Child processes that end with this one; one that has a pid file is started again when it ends."""

    def __init__(self, folder):
        self.folder, self.running, self.stopping = folder, [], False

    def start(self, name, command, env=None, pid_file=None):
        log = open(self.folder / f"{name}.out", "ab")
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, start_new_session=True)
        self.running.append(process)
        if pid_file:
            new = pid_file.with_suffix(".new")
            new.write_text(f"{process.pid}\n")
            new.replace(pid_file)
            threading.Thread(target=self.restart, args=(process, name, command, env, pid_file), daemon=True).start()
        return process

    def restart(self, process, name, command, env, pid_file):
        process.wait()
        if not self.stopping:
            self.running.remove(process)
            self.start(name, command, env, pid_file)

    def stop(self):
        self.stopping = True
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_ports(count):
    """The first of `count` neighbouring free ports."""
    for _ in range(200):
        first = random.randrange(20000, 32000)
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
    raise Unavailable("no free ports")


def wait_for(what, answers, process, seconds=60):
    end = time.monotonic() + seconds
    while not answers():
        if process.poll() is not None:
            raise Unavailable(f"{what} ended with exit code {process.returncode}")
        if time.monotonic() > end:
            raise Unavailable(f"{what} did not answer in {seconds} s")
        time.sleep(0.1)


def answers(endpoint):
    try:
        urllib.request.urlopen(endpoint, timeout=5).close()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def run(*command):
    """Runs a helper program; its last words explain a failure."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode != 0:
        last = done.stdout.strip().splitlines()[-1:] or ["no output"]
        raise Unavailable(f"`{' '.join(command[:4])}` failed: {last[0]}")
    return done.stdout


# ---------------------------------------------------------------- Ceph

CONF = """\
[global]
fsid = {fsid}
mon_host = v2:127.0.0.1:{mon_port}
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_msgr1 = false
ms_bind_port_min = {osd_port}
ms_bind_port_max = {last_port}
# No authentication inside the cluster; radosgw would otherwise ask for encryption, which needs it.
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
run_dir = {folder}
crash_dir = {folder}
admin_socket = {folder}/$type.$id.asok
log_file = {folder}/$type.$id.log
mon_cluster_log_file = {folder}/cluster.log
log_to_stderr = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
[mon]
mon_data = {folder}/mon
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 1
mon_data_avail_crit = 0
# Every new pool is a change of maps; the defaults wait a second for each.
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
[osd]
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
[client]
admin_socket = {folder}/$name.$pid.asok
log_file = {folder}/$name.log
rgw_data = {folder}/rgw
# Without tcp_nodelay each small GET takes 40 ms more.
rgw_frontends = beast endpoint=127.0.0.1:{gateway_port} tcp_nodelay=1
rgw_thread_pool_size = 128
rgw_rados_pool_pg_num_min = 8
rgw_crypt_require_ssl = false
"""


def install_ceph():
    missing = [p for p in PACKAGES if "ok installed" not in subprocess.run(
        ["dpkg-query", "-W", "-f", "${Status}", p], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout]
    if not missing:
        return
    if os.geteuid() != 0:
        raise Unavailable(f"not root, can't install {' '.join(missing)}")
    say(f"installing {' '.join(missing)} by apt-get")
    # RUNLEVEL=1 keeps the packages from starting services of their own.
    os.environ.update(DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)


def start_ceph(folder, daemons):
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        raise Unavailable("no Debian packages here")
    install_ceph()
    first = free_ports(24)
    fsid, conf = str(uuid.uuid4()), str(folder / "ceph.conf")
    for sub in ["mon", "osd", "rgw"]:
        (folder / sub).mkdir()
    Path(conf).write_text(CONF.format(fsid=fsid, folder=folder, gateway_port=first, mon_port=first + 1, osd_port=first + 2, last_port=first + 23))
    monmap = str(folder / "monmap")
    run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v2:127.0.0.1:{first + 1}]", monmap)
    run("ceph-mon", "--conf", conf, "--mkfs", "-i", "a", "--monmap", monmap)
    quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    mon = daemons.start("mon", ["ceph-mon", "--conf", conf, "-i", "a", "--foreground"])
    wait_for("the monitor", lambda: subprocess.run(["ceph", "--conf", conf, "--connect-timeout", "10", "mon", "stat"], **quiet).returncode == 0, mon)
    osd_id = str(uuid.uuid4())
    run("ceph", "--conf", conf, "osd", "new", osd_id)
    run("ceph-osd", "--conf", conf, "-i", "0", "--mkfs", "--osd-uuid", osd_id)
    osd = daemons.start("osd", ["ceph-osd", "--conf", conf, "-i", "0", "--foreground"])
    socket_path = str(folder / "osd.0.asok")
    wait_for("the OSD", lambda: '"active"' in subprocess.run(
        ["ceph", "--conf", conf, "--admin-daemon", socket_path, "status"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout, osd)
    endpoint = f"http://127.0.0.1:{first}"
    pid_file = folder / "gateway.pid"
    gateway = daemons.start("gateway", ["radosgw", "--conf", conf, "-n", "client.rgw", "--foreground"], pid_file=pid_file)
    wait_for("the gateway", lambda: answers(endpoint), gateway)
    run("radosgw-admin", "--conf", conf, "-n", "client.rgw", "user", "create", "--uid", "butler", "--display-name", "butler",
        "--access-key", KEY, "--secret-key", SECRET)
    version = run("radosgw", "--version").split()[2]
    return f"Ceph {version}", endpoint, pid_file


# ---------------------------------------------------------------- ministack


def start_ministack(folder, daemons):
    say(f"installing {MINISTACK} from PyPI")
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "butler-tests" / MINISTACK.replace("==", "-")
    program = home / "bin" / "ministack"
    if not program.exists():
        try:
            run(sys.executable, "-m", "venv", "--clear", str(home))
            run(str(home / "bin" / "python"), "-m", "pip", "install", "-q", MINISTACK)
        except Unavailable as reason:
            shutil.rmtree(home, ignore_errors=True)
            raise reason
    port = free_ports(1)
    environment = dict(os.environ, BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), HOME=str(folder), TMPDIR=str(folder))
    process = daemons.start("ministack", [str(program)], env=environment)
    endpoint = f"http://127.0.0.1:{port}"
    wait_for("ministack", lambda: answers(endpoint), process)
    return MINISTACK.replace("==", " "), endpoint, None


# ---------------------------------------------------------------- buckets


def put(endpoint, path, query="", body=b""):
    """A signed PUT (AWS signature version 4)."""
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp, day, host = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d"), endpoint.split("//")[1]
    digest = hashlib.sha256(body).hexdigest()
    signed = "host;x-amz-content-sha256;x-amz-date"
    canonical = f"PUT\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{stamp}\n\n{signed}\n{digest}"
    scope = f"{day}/{REGION}/s3/aws4_request"
    key = ("AWS4" + SECRET).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers = {"x-amz-date": stamp, "x-amz-content-sha256": digest,
               "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={signed}, Signature={signature}"}
    url = f"{endpoint}{path}" + (f"?{query}" if query else "")
    urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers, method="PUT"), timeout=60).close()


def make_buckets(endpoint):
    put(endpoint, f"/{BUCKET}")
    put(endpoint, f"/{VERSIONED}")
    put(endpoint, f"/{VERSIONED}", "versioning=", b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")


# ---------------------------------------------------------------- the run


def environment(folder, daemons, wanted):
    """The command's environment, with a server if one can be had."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("BUTLER_TEST_S3_")}
    starters = {"ceph": start_ceph, "ministack": start_ministack}
    for name in [wanted] if wanted else ["ceph", "ministack"]:
        if name == "none":
            break
        sub = folder / name
        sub.mkdir()
        try:
            server, endpoint, pid_file = starters[name](sub, daemons)
            make_buckets(endpoint)
        except (Unavailable, OSError) as reason:
            say(f"no {name}: {reason}")
            continue
        say(f"the S3 tests run on {server} at {endpoint}")
        variables.update(
            BUTLER_TEST_S3_SERVER=server, BUTLER_TEST_S3_ENDPOINT=endpoint, BUTLER_TEST_S3_KEY=KEY, BUTLER_TEST_S3_SECRET=SECRET,
            BUTLER_TEST_S3_REGION=REGION, BUTLER_TEST_S3_BUCKET=BUCKET, BUTLER_TEST_S3_VERSIONED=VERSIONED)
        if pid_file:
            variables["BUTLER_TEST_S3_PID"] = str(pid_file)
        if (sub / "ceph.conf").exists():
            variables["BUTLER_TEST_S3_CONF"] = str(sub / "ceph.conf")
        return variables
    if wanted and wanted != "none":
        sys.exit(f"s3 server: {wanted} was asked for and can't be had")
    say("without a server: the S3 tests are skipped")
    return variables


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--server", choices=["ceph", "ministack", "none"])
    arguments.add_argument("command", nargs=argparse.REMAINDER)
    arguments = arguments.parse_args()
    if not arguments.command:
        sys.exit("s3 server: no command given")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # A short path: a unix socket's has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="butler-s3-", dir="/tmp"))
    daemons = Daemons(folder)
    try:
        return subprocess.call(arguments.command, env=environment(folder, daemons, arguments.server))
    except KeyboardInterrupt:
        return 130
    finally:
        daemons.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
