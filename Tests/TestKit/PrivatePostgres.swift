import Foundation
import Store

/// A PostgreSQL server for this test process alone.
///
/// It listens on a unix socket in a temporary folder and nowhere else. A watcher holds the reading end of a pipe whose
/// writing end only this process has: when the process ends, however it ends, the watcher stops the server and removes
/// the folder.
package actor PrivatePostgres {
    /// The server of this process, started when a test first asks for it.
    package static let shared = PrivatePostgres()

    private var starting: Task<Server, any Error>?
    private var databasesMade = 0

    /// Why there is no server, and what to do about it.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Server: Sendable {
        var folder: String
        var binaries: String
        /// Kept open for as long as the process lives.
        var lifeline: Int32
    }

    /// Makes an empty database and returns its address.
    package func makeDatabase() async throws -> String {
        let server = try await server()
        databasesMade += 1
        let name = "test_\(databasesMade)"
        try await run("CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        return "host=\(server.folder) user=reeve dbname=\(name)"
    }

    /// Runs a statement as the server's administrator, outside any database under test.
    package func run(_ statement: String) async throws {
        let server = try await server()
        try await Self.run(
            "\(server.binaries)/psql",
            [
                "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", server.folder, "-U", "reeve", "-d", "postgres", "-c",
                statement,
            ]
        )
    }

    private func server() async throws -> Server {
        if let starting { return try await starting.value }
        let task = Task { try await Self.start() }
        starting = task
        return try await task.value
    }

    private static func start() async throws -> Server {
        guard let binaries = findBinaries() else {
            throw Failure(
                description: """
                    PostgreSQL is not installed, and the tests run over it too. Install it with `apt-get install \
                    postgresql` (`make test` does), and run the tests again.
                    """
            )
        }
        // A short path: a socket's name has room for 107 bytes.
        var template = Array("/tmp/reeve-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder: \(errno)") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)

        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe: \(errno)") }
        // No other program that a test starts may hold the lifeline.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/bin/sh")
        watcher.arguments = ["-c", script, "sh", folder, binaries, asOrdinaryUser(folder)]
        watcher.standardInput = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        watcher.standardOutput = FileHandle.nullDevice
        watcher.standardError = FileHandle.nullDevice
        try watcher.run()

        for _ in 0..<1200 {
            if access("\(folder)/failed", F_OK) == 0 || !watcher.isRunning { break }
            if access("\(folder)/ready", F_OK) == 0 {
                return Server(folder: folder, binaries: binaries, lifeline: ends[1])
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "no log"
        close(ends[1])
        throw Failure(description: "a private PostgreSQL did not start in \(folder):\n\(log)")
    }

    /// Starts the server, says so, waits for the end of the pipe, and cleans up.
    ///
    /// `$3` is empty or a change of user.
    private static let script = """
        trap '' INT TERM HUP
        cd "$1" || exit 1
        ready() { "$2/pg_isready" -q -h "$1" -U reeve; }
        if $3 "$2/initdb" -D "$1/data" -U reeve -A trust -E UTF8 --locale=C --no-sync >"$1/log" 2>&1; then
            $3 "$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c full_page_writes=off \\
                -c synchronous_commit=off -c shared_buffers=64MB -c max_connections=300 -c autovacuum=off \\
                >>"$1/log" 2>&1 </dev/null &
            server=$!
            for i in $(seq 600); do ready "$@" && break; kill -0 $server 2>/dev/null || break; sleep 0.05; done
            if ready "$@"; then : >"$1/ready"; else : >"$1/failed"; fi
        else
            : >"$1/failed"
        fi
        read -r line
        [ -n "$server" ] && kill -QUIT $server 2>/dev/null && wait $server
        cd / && rm -rf "$1"
        """

    /// PostgreSQL refuses to run as root: then `postgres`, or else `nobody`, runs it and owns the folder.
    private static func asOrdinaryUser(_ folder: String) -> String {
        guard geteuid() == 0, let user = getpwnam("postgres") ?? getpwnam("nobody") else { return "" }
        let (owner, group) = (user.pointee.pw_uid, user.pointee.pw_gid)
        guard chown(folder, owner, group) == 0 else { return "" }
        return "setpriv --reuid=\(owner) --regid=\(group) --clear-groups --"
    }

    private static func findBinaries() -> String? {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newestFirst = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (newestFirst + path).first { folder in
            ["initdb", "postgres", "psql", "pg_isready"].allSatisfy { access("\(folder)/\($0)", X_OK) == 0 }
        }
    }

    private static func run(_ executable: String, _ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (task: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { task.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { task.resume(throwing: error) }
        }
        guard status == 0 else {
            throw Failure(description: "\(executable) \(arguments.joined(separator: " ")) ended with \(status)")
        }
    }
}
