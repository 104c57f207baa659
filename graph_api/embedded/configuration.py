"""What the embedded Neo4j is told: its `neo4j.conf` and the arguments of its Java."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from .artifacts import pinned
from .home import Home

# Measured on a running 5.26.30: a timeout that the driver sends with a transaction replaces the server's own, also
# when it is longer (nine seconds sent were nine seconds, though the server's was six). So the server's is only for
# callers that send none, and seeding and migrations send theirs. No driver can send a lock timeout: the three seconds
# here are the only ones.
_SETTINGS = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.security.auth_enabled": "true",
    # A password of 192 random bits cannot be guessed, while a lock-out after three wrong ones would let any local
    # process keep the program itself out.
    "dbms.security.auth_max_failed_attempts": "0",
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    "dbms.usage_report.enabled": "false",
    "db.logs.query.enabled": "OFF",
    "db.transaction.timeout": "6s",
    "db.lock.acquisition.timeout": "3s",
    # An empty home stays at 2 MB instead of 517, and a busy one does not grow without bound.
    "db.tx_log.preallocate": "false",
    "db.tx_log.rotation.size": "32M",
    "db.tx_log.rotation.retention_policy": "128M size",
    # Without a quiet period stopping takes 0.3 s instead of 10.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
}

# What a stock 5.26 server gives its Java, without touching all memory at the start and without flight recording.
# Measured on 2 cores: all collectors start equally fast; the parallel one holds 380 MB after the start, G1 610.
_JAVA_OPTIONS = (
    "-XX:+UseParallelGC",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+UnlockExperimentalVMOptions",
    "-XX:+TrustFinalNonStaticFields",
    "-XX:+DisableExplicitGC",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.leakDetection.level=DISABLED",
    "-Dlog4j2.disable.jmx=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


def neo4j_conf(*, bolt_port: int, page_cache_mib: int) -> str:
    """The text of `neo4j.conf`."""
    settings = _SETTINGS | {
        "server.bolt.listen_address": f"127.0.0.1:{bolt_port}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt_port}",
        "server.memory.pagecache.size": f"{page_cache_mib}M",
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def server_arguments(home: Home, cache: Path, *, heap_mib: int) -> str:
    """The argument file that runs the server in the foreground, its messages on standard output."""
    memory = (f"-Xms{heap_mib}m", f"-Xmx{heap_mib}m")
    places = (f"-Djava.io.tmpdir={home.temporary}", f"-XX:ErrorFile={home.logs}/java-crash-%p.log")
    main = ("org.neo4j.server.CommunityEntryPoint", "--console-mode")
    where = (f"--home-dir={home.path}", f"--config-dir={home.conf}")
    return _argument_file((*_JAVA_OPTIONS, *memory, *places, "-cp", _class_path(cache), *main, *where))


def password_arguments(home: Home, cache: Path, password: str) -> str:
    """The argument file that sets the first password: in a file, because anybody may read a command line."""
    quick = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", f"-Djava.io.tmpdir={home.temporary}")
    command = ("org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password)
    return _argument_file((*quick, "-cp", _class_path(cache), *command))


def java_environment(home: Home) -> Mapping[str, str]:
    """A bare one: no `JAVA_TOOL_OPTIONS`, `CLASSPATH` or `NEO4J_…` of the user's shell reaches the child."""
    return {"LC_ALL": "C.UTF-8", "NEO4J_HOME": str(home.path), "NEO4J_CONF": str(home.conf)}


def _class_path(cache: Path) -> str:
    return ":".join(str(cache / artifact.file_name) for artifact in pinned())


def _argument_file(arguments: Iterable[str]) -> str:
    escaped = (argument.replace("\\", "\\\\").replace('"', '\\"') for argument in arguments)
    return "".join(f'"{argument}"\n' for argument in escaped)
