import GRDBSQLite
import Vocabulary

extension RowBatch {
    /// Values that one statement takes at most, far below any build's limit of 32,766.
    private static let placesMax = 512

    /// Rows that one full statement takes.
    ///
    /// A statement begins and ends a piece of work of SQLite's own, opens its cursors and closes them: for a row of two
    /// numbers that costs as much as the row.
    var rowsAStatement: Int { max(1, Self.placesMax / columns.count) }

    /// The statement that inserts some rows: `INSERT OR FAIL INTO t (a, b) VALUES (?, ?), (?, ?)`.
    ///
    /// FAIL keeps what was inserted before the row that is refused, where SQLite would otherwise copy every page before
    /// it is changed. Nobody ever sees such a rest: a session in which a statement failed is rolled back as a whole.
    func insertText(rows: Int) -> String {
        let names = columns.map(\.description).joined(separator: ", ")
        let places = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
        let all = Array(repeating: places, count: rows).joined(separator: ", ")
        return "INSERT OR FAIL INTO \(table) (\(names)) VALUES \(all)"
    }

    /// Inserts rows through one prepared statement that takes `rowsAtATime` of them, a whole number of times.
    ///
    /// Written for the import of 5,000,000 rows: no String, no enum and no allocation a value. Texts and blobs are bound
    /// where they lie in `bytes` (SQLITE_STATIC, a nil destructor), which stay put until the closure ends; the caller
    /// clears the bindings before that memory can go. What is bound already from the rows before stays bound.
    ///
    /// - `offset`: where the texts and blobs of these rows begin in `bytes`; afterwards, where they end.
    func insert(_ rows: Range<Int>, with statement: PreparedStatement, rowsAtATime: Int, offset: inout Int) throws {
        let width = columns.count
        precondition(width > 0 && kinds.count % width == 0, "a batch holds whole rows")
        precondition(rows.count % rowsAtATime == 0, "a statement is full")
        let handle = statement.handle
        let places = width * rowsAtATime
        let first = rows.lowerBound * width
        try kinds.withUnsafeBufferPointer { kinds in
            try numbers.withUnsafeBufferPointer { numbers in
                try bytes.withUnsafeBufferPointer { bytes in
                    defer { sqlite3_clear_bindings(handle) }
                    var place = first
                    while place < rows.upperBound * width {
                        let isFirst = place == first
                        for column in 1...places {
                            let index = Int32(truncatingIfNeeded: column)
                            let number = numbers[place]
                            let kind = kinds[place]
                            let code: Int32
                            switch kind {
                            case .null, .integer:
                                if !isFirst, kinds[place - places] == kind, numbers[place - places] == number {
                                    code = SQLITE_OK
                                } else if kind == .null {
                                    code = sqlite3_bind_null(handle, index)
                                } else {
                                    code = sqlite3_bind_int64(handle, index, number)
                                }
                            case .real:
                                let value = Double(bitPattern: UInt64(bitPattern: number))
                                if value.isNaN { throw Fault.numberIsNaN }
                                code = sqlite3_bind_double(handle, index, value)
                            case .text:
                                let length = Int(number)
                                let text = UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
                                try TextRules.check(text)
                                code = statement.bindInPlace(text, index)
                                offset += length
                            case .blob:
                                let length = Int(number)
                                let blob = UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
                                code =
                                    length == 0
                                    ? sqlite3_bind_zeroblob(handle, index, 0)
                                    : sqlite3_bind_blob64(handle, index, blob.baseAddress, UInt64(length), nil)
                                offset += length
                            }
                            guard code == SQLITE_OK else { throw statement.failure(code) }
                            place += 1
                        }
                        guard sqlite3_step(handle) == SQLITE_DONE else { throw statement.failure(SQLITE_ERROR) }
                        sqlite3_reset(handle)
                    }
                }
            }
        }
    }
}

extension PreparedStatement {
    /// Binds UTF-8 where it lies; the memory must outlive the binding.
    @inline(__always)
    fileprivate func bindInPlace(_ text: UnsafeBufferPointer<UInt8>, _ index: Int32) -> Int32 {
        guard !text.isEmpty else { return bindEmptyText(index) }
        return text.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text64(handle, index, $0.baseAddress, UInt64($0.count), nil, UInt8(SQLITE_UTF8))
        }
    }
}
