import CapabilityKit
import Foundation
import Store
import Vocabulary

/// Where a node keeps everything it has: one folder that can be backed up and moved.
package struct NodeFolder: Sendable {
    package var path: String

    /// Where systemd or a vault puts the node's secrets (`$CREDENTIALS_DIRECTORY`); a secret that is not there is
    /// sought in the folder itself.
    package var credentials: String?

    package init(
        path: String,
        credentials: String? = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    ) {
        self.path = path
        self.credentials = credentials
    }

    /// The file of a secret: among the credentials given to the process, or else in the folder.
    package func secretFile(_ name: String) -> String {
        guard let credentials, FileManager.default.fileExists(atPath: "\(credentials)/\(name)") else {
            return "\(path)/\(name)"
        }
        return "\(credentials)/\(name)"
    }

    package var records: String { path + "/records.sqlite" }
    package var ledger: String { path + "/ledger" }
    /// The index that people are found by; it can be deleted, and is then made again from the records.
    package var searchIndex: String { path + "/search.index" }
    /// The reads of plates: a folder of its own, made when the first of them comes.
    package var reads: String { path + "/reads" }
    package var key: String { secretFile("ledger.key") }
    package var settings: String { path + "/node.json" }
    package var officers: String { path + "/officers.json" }
    /// What lets every room of a demonstration run; no other node has it.
    package var demonstration: String { path + "/demonstration.json" }
    /// Rules of this force in place of those shipped, where the file is there.
    package var rules: String { path + "/rules" }

    /// Every version of the rules that the node has run by.
    package var rulesHistory: String { path + "/rules-history" }

    /// Makes the folder, readable by its owner only.
    package func make() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Fault(
                .folderUnusable,
                "the node's folder `\(path)` cannot be made",
                help: "choose a folder you may write to with --data",
                cause: error
            )
        }
    }

    /// The database of a node: the folder's own file, or the one its settings name.
    package func databaseAddress(_ settings: NodeSettings) throws -> DatabaseAddress {
        settings.database == "sqlite" ? .sqlite(path: records) : try DatabaseAddress(parsing: settings.database)
    }

    /// Refuses a folder whose people sign in at a provider: a demonstration never serves it.
    package func mustBeDemonstration() throws {
        guard case .localDemo = try read(NodeSettings.self, from: settings).signIn else {
            throw Fault(
                .signInSettings,
                "`\(path)` is a node whose people sign in at a provider, not a demonstration",
                help: "serve it with: reeve serve --data \(path)"
            )
        }
    }

    /// What lets the rooms of a demonstration run, where this is one.
    ///
    /// - Throws: ``Fault`` `node.sign_in_settings` where the file lies in the folder of a node that is none.
    func readDemonstration() throws -> DemonstrationApprovals? {
        guard FileManager.default.fileExists(atPath: demonstration) else { return nil }
        try mustBeDemonstration()
        return try read(DemonstrationApprovals.self, from: demonstration)
    }

    /// Reads one JSON file of the folder.
    func read<Value: Decodable>(_ type: Value.Type, from file: String) throws -> Value {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Fault(
                .settingsUnreadable,
                "`\(file)` is missing",
                help: "make it, or let `reeve demo` make a node to copy from"
            )
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw Fault(
                .settingsUnreadable,
                "`\(file)` is not what the node expects",
                help: "compare it with the one that `reeve demo` makes",
                cause: error
            )
        }
    }

    /// Does work while no other process does work under the same lock, nor another task of this one.
    ///
    /// - Throws: `node.folder_unusable` when the lock's file cannot be made; what the work throws.
    func locked<Value>(by file: String, _ work: () throws -> Value) throws -> Value {
        let unusable = Fault(.folderUnusable, "`\(file)` cannot be locked", help: "see to the disk and its owner")
        let lock = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw unusable }
        defer { Glibc.close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw unusable }
        return try work()
    }

    /// Whether anything stands under a path, though it may be unreadable; a link that leads nowhere too.
    static func holds(_ path: String) -> Bool {
        do {
            _ = try FileManager.default.attributesOfItem(atPath: path)
            return true
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return false
        } catch {
            return true
        }
    }

    /// Writes one JSON file of the folder, whole or not at all.
    func write(_ value: some Encodable, to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(value).write(to: URL(filePath: file), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    }
}

/// The settings of one node, as `node.json`.
package struct NodeSettings: Sendable, Codable {
    /// The force whose node this is.
    package var force: ForceCode
    /// `sqlite` for the folder's own file, or a PostgreSQL address.
    package var database: String
    package var signIn: SignIn
    /// The address people reach this node by, where it stands behind the force's own https: scheme and host only.
    package var address: String?
    /// How long sessions last and how often signing in may fail; the usual where nothing is said.
    package var sessions: SignInRules?
    /// Where other forces' nodes reach this one; absent where it belongs to no federation.
    package var federation: FederationSettings?

    /// How people sign in: one way or the other, because it is one value.
    ///
    /// The local list is for demonstrations and cannot stand beside a provider.
    package enum SignIn: Sendable, Hashable {
        /// `"local-demo"`: anybody at this machine chooses a made-up person.
        case localDemo
        /// An identity provider.
        case provider(ProviderSettings)
    }

    package init(
        force: ForceCode,
        database: String = "sqlite",
        signIn: SignIn = .localDemo,
        address: String? = nil,
        sessions: SignInRules? = nil,
        federation: FederationSettings? = nil
    ) {
        self.force = force
        self.database = database
        self.signIn = signIn
        self.address = address
        self.sessions = sessions
        self.federation = federation
    }
}

extension NodeSettings.SignIn: Codable {
    /// Reads `"local-demo"` or a provider's settings.
    package init(from decoder: any Decoder) throws {
        guard let word = try? decoder.singleValueContainer().decode(String.self) else {
            self = .provider(try ProviderSettings(from: decoder))
            return
        }
        guard word == "local-demo" else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`\(word)` is no way to sign in")
            )
        }
        self = .localDemo
    }

    /// Writes what `init(from:)` reads.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .localDemo:
            var value = encoder.singleValueContainer()
            try value.encode("local-demo")
        case .provider(let settings): try settings.encode(to: encoder)
        }
    }
}

extension Fault.Code {
    /// The node's folder cannot be used.
    package static let folderUnusable = Self("node.folder_unusable", status: 500)
    /// A settings file is missing or malformed.
    package static let settingsUnreadable = Self("node.settings_unreadable", status: 500)
    /// The officer named is not in the officers file.
    package static let officerUnknown = Self("node.officer_unknown", status: 400)
}
