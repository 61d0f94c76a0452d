import CPostgres
import Vocabulary

/// Where a database is: a file, or a PostgreSQL server.
///
///     sqlite:/var/lib/reeve/node.db      /var/lib/reeve/node.db
///     postgres://reeve@db.example/reeve  host=/run/postgresql dbname=reeve
///
/// Its description never shows a password.
package enum DatabaseAddress: Hashable, Sendable, CustomStringConvertible {
    case sqlite(path: String)
    case postgres(PostgresAddress)

    /// Reads an address, or throws a fault that says what one looks like.
    package init(parsing text: String) throws {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw Self.unreadable("an empty database address") }
        if let rest = text.dropping("sqlite:") {
            let path = rest.dropping("//") ?? rest
            guard !path.isEmpty else { throw Self.unreadable("a SQLite address without a path") }
            self = .sqlite(path: String(path))
        } else if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") || Self.looksLikeConninfo(text) {
            self = .postgres(try PostgresAddress(conninfo: text))
        } else if text.contains("://") {
            throw Self.unreadable("a database address of an unknown kind")
        } else {
            self = .sqlite(path: text)
        }
    }

    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let address): address.description
        }
    }

    /// `host=db dbname=reeve`, but not `/data/a=b.db`.
    private static func looksLikeConninfo(_ text: String) -> Bool {
        guard let sign = text.firstIndex(of: "=") else { return false }
        let keyword = text[..<sign].filter { $0 != " " }
        return ["host", "hostaddr", "port", "dbname", "user", "service", "password", "sslmode"].contains(keyword)
    }

    fileprivate static func unreadable(_ message: String) -> Fault {
        Fault(
            .storeAddressUnreadable,
            message,
            help: "write a path, `sqlite:/path`, `postgres://user@host/database` or `host=… dbname=…`"
        )
    }
}

/// The settings of a connection to PostgreSQL, as libpq names them.
package struct PostgresAddress: Hashable, Sendable, CustomStringConvertible {
    /// `host`, `port`, `dbname`, `user`, `password`, `sslmode`, …: only those that were given.
    let settings: [String: String]

    /// Reads a URL or a list `keyword=value`.
    ///
    /// What libpq says about a mistake is not passed on: it quotes passwords.
    init(conninfo: String) throws {
        guard let options = PQconninfoParse(conninfo, nil) else {
            throw DatabaseAddress.unreadable("a PostgreSQL address that cannot be read")
        }
        defer { PQconninfoFree(options) }
        settings = Self.settings(options) { $0.val }
        guard !isRemote || settings["sslmode"] == "verify-full" else {
            throw Fault(
                .storeAddressUnreadable,
                "a PostgreSQL on another machine is reached without checking who answers",
                help: "add sslmode=verify-full, and sslrootcert where the server's certificate is of the force's own"
            )
        }
    }

    /// Whether a server on another machine is meant: no socket, and no address of this very machine.
    private var isRemote: Bool {
        let hosts = [settings["host"], settings["hostaddr"]].compactMap(\.self).flatMap { $0.split(separator: ",") }
        return hosts.contains { !$0.hasPrefix("/") && !["localhost", "127.0.0.1", "::1"].contains($0) }
    }

    /// A copy with some settings changed.
    init(_ other: PostgresAddress, _ changes: [String: String]) {
        settings = other.settings.merging(changes) { $1 }
    }

    package var description: String {
        let user = settings["user"].map { "\($0)@" } ?? ""
        let port = settings["port"].map { ":\($0)" } ?? ""
        return "postgres://\(user)\(settings["host"] ?? settings["hostaddr"] ?? "")\(port)/\(settings["dbname"] ?? "")"
    }

    /// A text with the password blotted out, should a library have repeated it.
    func hidingPassword(_ text: String) -> String {
        guard let password = settings["password"], !password.isEmpty else { return text }
        var result = ""
        var rest = text[...]
        while let found = rest.firstRange(of: password) {
            result += rest[..<found.lowerBound] + "…"
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    /// The settings as environment variables (`PGHOST`, `PGPASSWORD`, …) for the programs of PostgreSQL.
    var environment: [String: String] {
        guard let options = PQconndefaults() else { return [:] }
        defer { PQconninfoFree(options) }
        var result: [String: String] = [:]
        for (keyword, variable) in Self.settings(options, { $0.envvar }) {
            if let value = settings[keyword] { result[variable] = value }
        }
        return result
    }

    private static func settings(
        _ options: UnsafeMutablePointer<PQconninfoOption>,
        _ field: (PQconninfoOption) -> UnsafeMutablePointer<CChar>?
    ) -> [String: String] {
        var result: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = field(option.pointee) { result[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return result
    }
}

extension StringProtocol {
    /// What follows a prefix, nil without it.
    fileprivate func dropping(_ prefix: String) -> SubSequence? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
