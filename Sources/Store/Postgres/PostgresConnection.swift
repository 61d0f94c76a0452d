import CPostgres
import Vocabulary

/// One connection of libpq.
///
/// Its calls block; only a `PostgresLink` owns one.
final class PostgresConnection {
    let handle: OpaquePointer

    deinit { PQfinish(handle) }

    /// Connects and settles how the session behaves.
    init(_ address: PostgresAddress) throws {
        var settings = address.settings
        settings["client_encoding"] = "UTF8"
        settings["application_name"] = settings["application_name"] ?? "reeve"
        settings["connect_timeout"] = settings["connect_timeout"] ?? "10"
        let ordered = settings.sorted { $0.key < $1.key }
        let opened = Self.withCStrings(ordered.map(\.key)) { keywords in
            Self.withCStrings(ordered.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let opened else {
            throw Fault(.storePostgresUnreachable, "there is no memory for a connection to PostgreSQL")
        }
        handle = opened
        guard PQstatus(opened) == CONNECTION_OK else {
            throw Self.refusal(address, PostgresError.firstLine(PQerrorMessage(opened)))
        }
        // Notices would go to the standard error of whoever runs the program.
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
        try execute(
            """
            SET standard_conforming_strings = on; SET bytea_output = hex; SET extra_float_digits = 1;
            SET TimeZone = 'UTC'; SET lock_timeout = '30s'; SET cursor_tuple_fraction = 1;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """
        )
    }

    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Whether the connection stands between transactions and may be used by the next.
    var isAtRest: Bool { !isLost && PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// Runs statements of ours that take no values.
    ///
    /// Throws `PostgresError`.
    @discardableResult func execute(_ text: String) throws -> PostgresAnswer {
        try checked(PQexec(handle, text))
    }

    /// Runs one statement with its values.
    ///
    /// Throws `Fault` or `PostgresError`.
    func execute(_ sql: SQL, before prefix: String = "") throws -> PostgresAnswer {
        try TextRules.check(sql)
        guard let (text, values) = PostgresPlaces.number(sql) else {
            throw Fault(
                .storeStatementRefused,
                "a statement has another number of places than of values",
                help: "write values as \\(value), never as ?"
            )
        }
        let parameters = PostgresParameters(values)
        return try checked(
            parameters.withPointers { types, values, lengths, formats in
                PQexecParams(
                    handle,
                    prefix + text,
                    Int32(lengths.count),
                    types.baseAddress,
                    values.baseAddress,
                    lengths.baseAddress,
                    formats.baseAddress,
                    0
                )
            }
        )
    }

    func checked(_ result: OpaquePointer?) throws -> PostgresAnswer {
        guard let result else { throw PostgresError(nil, on: handle) }
        let answer = PostgresAnswer(result)
        switch answer.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN: return answer
        default: throw PostgresError(result, on: handle)
        }
    }

    /// Text must be UTF-8 and sort by bytes, or the same question would be answered in another order than on SQLite.
    func refuseUnsuitable() throws {
        let answer = try execute(
            """
            SELECT current_setting('server_encoding'), datcollate, current_setting('server_version_num')
            FROM pg_database WHERE datname = current_database()
            """
        )
        let values = answer.row(0).values
        guard values[0] == .text("UTF8"),
            [.text("C"), .text("POSIX"), .text("C.UTF-8"), .text("C.utf8")].contains(values[1])
        else {
            throw Fault(
                .storePostgresUnsuitable,
                "the PostgreSQL database does not keep text as UTF-8 in the order of its bytes",
                help: "create it with: createdb --template=template0 --encoding=UTF8 --locale=C NAME"
            )
        }
        guard case .text(let version) = values[2], let number = Int(version), number >= 130_000 else {
            throw Fault(.storePostgresUnsuitable, "the PostgreSQL server is older than version 13")
        }
    }

    private static func refusal(_ address: PostgresAddress, _ said: String) -> Fault {
        Fault(
            .storePostgresUnreachable,
            "PostgreSQL at `\(address)` cannot be reached",
            help: "check that the server runs, the address, the user and PGPASSWORD or the password file",
            cause: PostgresError(state: "", message: address.hidingPassword(said))
        )
    }

    /// Calls `body` with a nil-terminated array of C strings.
    private static func withCStrings<Value>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        let bytes = texts.map { Array($0.utf8CString) }
        let joined = Array(bytes.joined())
        return joined.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for text in bytes {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += text.count
            }
            pointers.append(nil)
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
