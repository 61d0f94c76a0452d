import CPostgres
import Vocabulary

extension RowBatch {
    /// Sends every row through COPY in its text form, which fits whatever whole-number width the columns have.
    func copy(over connection: PostgresConnection) throws {
        let width = columns.count
        precondition(width > 0 && kinds.count % width == 0, "a batch holds whole rows")
        let names = columns.map(\.description).joined(separator: ", ")
        _ = try connection.execute("COPY \(table) (\(names)) FROM STDIN")
        do { try send(over: connection) } catch {
            // Ends the COPY; the server then gives the transaction up.
            PQputCopyEnd(connection.handle, "the batch was refused")
            drain(connection)
            throw error
        }
        guard PQputCopyEnd(connection.handle, nil) == 1 else { throw PostgresError(nil, on: connection.handle) }
        var failure: (any Error)?
        while let result = PQgetResult(connection.handle) {
            do { _ = try connection.checked(result) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func send(over connection: PostgresConnection) throws {
        var line: [UInt8] = []
        line.reserveCapacity(1 << 17)
        let width = columns.count
        var offset = 0
        for place in kinds.indices {
            let number = numbers[place]
            switch kinds[place] {
            case .null: line += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
            case .integer: line.append(contentsOf: String(number).utf8)
            case .real:
                let value = Double(bitPattern: UInt64(bitPattern: number))
                if value.isNaN { throw Fault.numberIsNaN }
                line.append(contentsOf: "\(value)".utf8)
            case .text:
                let text = offset..<offset + Int(number)
                try bytes.withUnsafeBufferPointer { try TextRules.check(UnsafeBufferPointer(rebasing: $0[text])) }
                Self.escape(bytes[text], into: &line)
                offset = text.upperBound
            case .blob:
                let blob = offset..<offset + Int(number)
                line += [UInt8(ascii: "\\"), UInt8(ascii: "\\"), UInt8(ascii: "x")]
                for byte in bytes[blob] {
                    line.append(Self.hexDigit(byte >> 4))
                    line.append(Self.hexDigit(byte & 15))
                }
                offset = blob.upperBound
            }
            let endsRow = (place + 1) % width == 0
            line.append(endsRow ? UInt8(ascii: "\n") : UInt8(ascii: "\t"))
            if endsRow, line.count >= 1 << 16 || place == kinds.count - 1 {
                let sent = line.withUnsafeBytes { buffer in
                    PQputCopyData(
                        connection.handle,
                        buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                        Int32(buffer.count)
                    )
                }
                guard sent == 1 else { throw PostgresError(nil, on: connection.handle) }
                line.removeAll(keepingCapacity: true)
            }
        }
    }

    private func drain(_ connection: PostgresConnection) {
        while let result = PQgetResult(connection.handle) { PQclear(result) }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 48 : value + 87 }

    /// A backslash before what COPY would read as its own marks.
    private static func escape(_ text: ArraySlice<UInt8>, into line: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
            case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): line += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case UInt8(ascii: "\t"): line += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            default: line.append(byte)
            }
        }
    }
}
