import CPostgres

/// The values of a statement in PostgreSQL's binary form, all in one stretch of memory.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var types: [Oid] = []
    private var lengths: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            let start = bytes.count
            switch value {
            // NULLs are written into the statement; see PostgresPlaces.
            case .null: types.append(0)
            case .integer(let number):
                types.append(20)
                append(UInt64(bitPattern: number))
            case .real(let number):
                types.append(701)
                append(number.bitPattern)
            case .text(let text):
                types.append(25)
                bytes.append(contentsOf: text.utf8)
            case .blob(let blob):
                types.append(17)
                bytes.append(contentsOf: blob)
            }
            lengths.append(Int32(clamping: bytes.count - start))
        }
        // An empty value still needs an address: a nil one would mean NULL.
        bytes.append(0)
    }

    private mutating func append(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// Calls `body` with the arrays that PQexecParams takes, valid until it returns.
    func withPointers<Value>(
        _ body: (
            UnsafeBufferPointer<Oid>, UnsafeBufferPointer<UnsafePointer<CChar>?>, UnsafeBufferPointer<Int32>,
            UnsafeBufferPointer<Int32>
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for length in lengths {
                pointers.append(buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) })
                offset += Int(length)
            }
            let formats = [Int32](repeating: 1, count: lengths.count)
            return types.withUnsafeBufferPointer { types in
                pointers.withUnsafeBufferPointer { pointers in
                    lengths.withUnsafeBufferPointer { lengths in
                        formats.withUnsafeBufferPointer { body(types, pointers, lengths, $0) }
                    }
                }
            }
        }
    }
}
