import GRDB
import GRDBSQLite
import Vocabulary

/// One statement of SQLite, prepared and bound through the C interface.
///
/// GRDB keeps the statements of a connection; values go in and out without it, because its rows and arguments make an
/// object a value. Always `finish()` a statement, so that the next use finds it reset and no text of ours stays bound.
struct PreparedStatement {
    private let owner: Statement
    let handle: OpaquePointer
    private let connection: OpaquePointer

    /// Texts with more values than this are not kept: lists of every length would fill the cache.
    private static let cachedValuesMax = 48

    /// `isKept`: whether the connection keeps it however many values it has, because it comes again and again.
    init(_ text: String, valueCount: Int, isKept: Bool = false, in database: GRDB.Database) throws {
        guard let connection = database.sqliteConnection else {
            throw Fault(.storeCannotOpen, "the database has been closed")
        }
        self.connection = connection
        var statement =
            try isKept || valueCount <= Self.cachedValuesMax
            ? database.cachedStatement(sql: text) : database.makeStatement(sql: text)
        // The same text is being read further out: a second statement, so that neither disturbs the other.
        if sqlite3_stmt_busy(statement.sqliteStatement) != 0 { statement = try database.makeStatement(sql: text) }
        owner = statement
        handle = statement.sqliteStatement
        guard sqlite3_bind_parameter_count(handle) == valueCount else {
            throw Fault(
                .storeStatementRefused,
                "a statement has another number of places than of values",
                help: "write values as \\(value), never as ?"
            )
        }
    }

    /// Whether it leaves the database as it is.
    var onlyReads: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// Binds values, copying texts and blobs.
    func bind(_ values: [SQLValue]) throws {
        for (place, value) in values.enumerated() {
            let index = Int32(place + 1)
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(handle, index)
            case .integer(let number): code = sqlite3_bind_int64(handle, index, number)
            case .real(let number): code = sqlite3_bind_double(handle, index, number)
            case .text(var text):
                code =
                    text.isEmpty
                    ? bindEmptyText(index)
                    : text.withUTF8 { utf8 in
                        utf8.withMemoryRebound(to: CChar.self) {
                            sqlite3_bind_text64(
                                handle,
                                index,
                                $0.baseAddress,
                                UInt64($0.count),
                                Self.copy,
                                UInt8(SQLITE_UTF8)
                            )
                        }
                    }
            case .blob(let bytes):
                code =
                    bytes.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : bytes.withUnsafeBytes {
                        sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), Self.copy)
                    }
            }
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    /// Binds the empty text: its pointer must not be nil, which would mean NULL.
    func bindEmptyText(_ index: Int32) -> Int32 { sqlite3_bind_text(handle, index, "", 0, Self.copy) }

    /// Tells SQLite to copy what is bound before the call returns.
    private static var copy: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// Goes to the next row of the answer; false at its end.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    /// Resets the statement and forgets the values bound to it.
    func finish() {
        withExtendedLifetime(owner) {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
    }

    /// The values of the row the statement stands on.
    func row() -> Row {
        let count = Int(sqlite3_column_count(handle))
        let values = [SQLValue](unsafeUninitializedCapacity: count) { buffer, filled in
            for column in 0..<count {
                (buffer.baseAddress.unsafelyUnwrapped + column).initialize(to: value(Int32(column)))
            }
            filled = count
        }
        return Row(values)
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            // The text before its length: the other way round may convert and move it.
            let start = sqlite3_column_text(handle, column)
            let length = Int(sqlite3_column_bytes(handle, column))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            let length = Int(sqlite3_column_bytes(handle, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: length)))
        default: return .null
        }
    }

    /// The fault for a result code of the C interface.
    func failure(_ code: Int32) -> any Error {
        Fault.sqlite(sqlite3_extended_errcode(connection), String(cString: sqlite3_errmsg(connection)))
    }
}
