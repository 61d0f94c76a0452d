import CPostgres

/// The answer to one statement, owned until this object goes.
final class PostgresAnswer {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var status: ExecStatusType { PQresultStatus(handle) }

    var rowCount: Int { Int(PQntuples(handle)) }

    /// Bytes the client library holds for this answer.
    var byteCount: Int { Int(PQresultMemorySize(handle)) }

    /// Rows that an INSERT, UPDATE or DELETE changed; 0 for any other statement.
    var changedCount: Int {
        let tag = String(cString: PQcmdStatus(handle))
        guard ["INSERT", "UPDATE", "DELETE", "COPY"].contains(where: tag.hasPrefix) else { return 0 }
        return Int(String(cString: PQcmdTuples(handle))) ?? 0
    }

    /// How each column is read, found once an answer.
    private(set) lazy var readings: [Reading] = (0..<PQnfields(handle)).map { Reading(PQftype(handle, $0)) }

    func row(_ row: Int) -> Row {
        Row(readings.indices.map { readings[$0].value(handle, Int32(row), Int32($0)) })
    }

    /// How a column's text form becomes a value of ours.
    enum Reading {
        case integer, real, numeric, boolean, bytes, text

        /// By the type's number in PostgreSQL's catalogue (pg_type.dat).
        init(_ type: Oid) {
            switch type {
            case 20, 21, 23, 26: self = .integer
            case 700, 701: self = .real
            case 1700: self = .numeric
            case 16: self = .boolean
            case 17: self = .bytes
            default: self = .text
            }
        }

        func value(_ answer: OpaquePointer, _ row: Int32, _ column: Int32) -> SQLValue {
            if PQgetisnull(answer, row, column) != 0 { return .null }
            let length = Int(PQgetlength(answer, row, column))
            let start = UnsafeRawPointer(PQgetvalue(answer, row, column))
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            if case .bytes = self { return .blob(Self.unhex(bytes)) }
            let text = String(decoding: bytes, as: UTF8.self)
            switch self {
            case .integer: return Int64(text).map(SQLValue.integer) ?? .text(text)
            case .real: return Double(text).map(SQLValue.real) ?? .text(text)
            // SUM of whole numbers is a numeric there and an integer on SQLite.
            case .numeric: return Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
            case .boolean: return .integer(text == "t" ? 1 : 0)
            case .bytes, .text: return .text(text)
            }
        }

        /// `\x00ff` as bytes.
        private static func unhex(_ text: UnsafeRawBufferPointer) -> [UInt8] {
            func digit(_ byte: UInt8) -> UInt8 { byte < 58 ? byte &- 48 : (byte | 32) &- 87 }
            let count = max(0, text.count / 2 - 1)
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                for place in 0..<count {
                    buffer[place] = digit(text[2 * place + 2]) << 4 | digit(text[2 * place + 3])
                }
                filled = count
            }
        }
    }
}
