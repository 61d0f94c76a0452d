import CapabilityKit
import Foundation
import Ledger
import Store
import Vocabulary

/// Backup and restore of a whole node: records, log, key, settings and own rules, in one folder.
package enum NodeBackUp {
    /// Copies a node, running or not, into a folder that does not exist yet.
    ///
    /// It appears there only when it is whole.
    ///
    /// The records are copied before the log, so that the log in the backup knows of everything the records hold.
    package static func make(of folder: NodeFolder, to target: String) async throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: target) else {
            throw Fault(.backUpRefused, "`\(target)` exists already", help: "name a folder that does not exist yet")
        }
        let settings = try folder.read(NodeSettings.self, from: folder.settings)
        let part = NodeFolder(path: target + ".part")
        try? files.removeItem(atPath: part.path)
        try part.make()
        do {
            let database = try await openDatabase(at: try folder.databaseAddress(settings), migrations: Building.plan())
            try await BackUp.make(of: database, to: part.records)
            for name in try files.contentsOfDirectory(atPath: folder.path)
            where !name.hasPrefix("records.sqlite") && !name.hasPrefix("search.index") {
                try files.copyItem(atPath: folder.path + "/" + name, toPath: part.path + "/" + name)
            }
            try files.moveItem(atPath: part.path, toPath: target)
        } catch {
            try? files.removeItem(atPath: part.path)
            throw error
        }
    }

    /// Puts a backup in a node's place and returns where the replaced folder now lies, `nil` when there was none.
    ///
    /// The log of the backup is verified first; nothing is touched unless it verifies and the node is stopped.
    package static func restore(
        from source: String,
        to folder: NodeFolder,
        now: Timestamp = Building.systemClock()
    ) async throws
        -> String?
    {
        let files = FileManager.default
        let backup = NodeFolder(path: source)
        let settings = try backup.read(NodeSettings.self, from: backup.settings)
        let key = try backup.verifierKey()
        let disk = try FileLogDisk(folder: backup.ledger, writing: false)
        let report = try await LedgerVerification.verify(disk: disk, origin: key.name, key: key)
        guard report.isClean else {
            throw Fault(
                .backUpRefused,
                "the log in `\(source)` does not verify: \(report.findings.first.map(\.description) ?? "damage")",
                help: "take another backup; nothing has been changed"
            )
        }
        let part = folder.path + ".restoring"
        try? files.removeItem(atPath: part)
        try files.copyItem(atPath: source, toPath: part)
        if settings.database != "sqlite" {
            _ = try await BackUp.restore(
                try folder.databaseAddress(settings),
                from: part + "/records.sqlite",
                migrations: Building.plan(),
                at: now
            )
        }
        guard files.fileExists(atPath: folder.path) else {
            try files.moveItem(atPath: part, toPath: folder.path)
            return nil
        }
        // A running node holds the log: opening it for writing finds out.
        let lock = try FileLogDisk(folder: folder.ledger)
        let aside = "\(folder.path).before-restore-\(now.milliseconds)"
        try files.moveItem(atPath: folder.path, toPath: aside)
        try files.moveItem(atPath: part, toPath: folder.path)
        await lock.close()
        return aside
    }
}

extension Fault.Code {
    /// A backup cannot be made or put back.
    package static let backUpRefused = Self("node.backup_refused", status: 409)
}
