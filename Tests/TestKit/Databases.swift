import Foundation
import Store
import Testing
import Vocabulary

/// Both databases, so that one test runs over each: `@Test(arguments: TestDatabase.allCases)`.
package enum TestDatabase: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    package var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    /// Opens a new, empty database with a plan applied.
    ///
    /// Files are removed when the process ends; the clock stands still at `moment`.
    package func open(
        migrations plan: MigrationPlan = MigrationPlan(),
        at moment: Timestamp = Timestamp(milliseconds: 1_790_000_000_000)
    ) async throws -> any Database {
        try await openDatabase(at: makeAddress(), migrations: plan) { moment }
    }

    /// The address of a new, empty database.
    package func makeAddress() async throws -> DatabaseAddress {
        switch self {
        case .sqlite: .sqlite(path: try ScratchFolder.make() + "/node.db")
        case .postgres: try DatabaseAddress(parsing: try await PrivatePostgres.shared.makeDatabase())
        }
    }
}

/// Temporary folders of this process, removed when it ends.
package enum ScratchFolder {
    private static let root: String = {
        let path = "\(NSTemporaryDirectory())/reeve-tests-\(getpid())"
        mkdir(path, 0o700)
        atexit { try? FileManager.default.removeItem(atPath: "\(NSTemporaryDirectory())/reeve-tests-\(getpid())") }
        return path
    }()

    /// Makes an empty folder and returns its path.
    package static func make() throws -> String {
        let path = "\(root)/\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
