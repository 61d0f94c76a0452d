import Foundation
import Vocabulary

/// A program that comes with PostgreSQL, such as `pg_dump`.
///
/// The connection goes to it by environment variables: the command line is visible to every user of the machine.
struct PostgresTool {
    let name: String
    let address: PostgresAddress

    /// Runs the program to its end; what it said goes into the fault when it fails.
    func run(_ arguments: [String]) async throws {
        guard let executable = Self.find(name) else {
            throw Fault(
                .storeToolMissing,
                "the program `\(name)` is not installed",
                help: "install the client programs of PostgreSQL: apt-get install postgresql-client"
            )
        }
        let messages = FileManager.default.temporaryDirectory.appendingPathComponent("reeve-\(UUID()).messages")
        try Data().write(to: messages, options: .withoutOverwriting)
        defer { try? FileManager.default.removeItem(at: messages) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(address.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: messages)
        let status = try await withCheckedThrowingContinuation { (task: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { task.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { task.resume(throwing: error) }
        }
        guard status == 0 else {
            let said = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
            let line = said.split(separator: "\n").first.map(String.init) ?? "it ended with \(status)"
            throw PostgresError(state: "tool", message: address.hidingPassword(line))
        }
    }

    /// The program on the PATH, or in the newest of Debian's folders.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let newestFirst = versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
        return (path.split(separator: ":").map(String.init) + newestFirst)
            .map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }
}
