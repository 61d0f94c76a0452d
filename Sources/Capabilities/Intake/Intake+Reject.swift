/// A row, or a record of one, that could not be kept, with all it takes to put it right.
struct Reject: Hashable, Sendable {
    var file: String
    var line: Int
    /// The record that was to be made; empty when the row itself cannot be read.
    var kind: String
    /// The source's column.
    var field: String
    var value: String
    /// A stable reason: `ragged_row`, `missing_key`.
    var reason: String
    var words: String
    /// The whole row: column and value.
    var cells: [(name: String, value: String)]

    /// Longer values are cut here in the reject file; the source file has them whole.
    static let valueMax = 4096

    /// One line of JSON.
    func write(to out: inout ByteWriter) {
        out.append("{\"file\":")
        out.appendQuoted(file)
        out.append(",\"line\":")
        out.append(String(line))
        for (name, text) in [("kind", kind), ("field", field), ("value", value), ("reason", reason), ("words", words)] {
            out.append(",\"\(name)\":")
            out.appendQuoted(Self.cut(text))
        }
        out.append(",\"row\":[")
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.append(UInt8(ascii: "["))
            out.appendQuoted(cell.name)
            out.append(UInt8(ascii: ","))
            out.appendQuoted(Self.cut(cell.value))
            out.append(UInt8(ascii: "]"))
        }
        out.append("]}\n")
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= valueMax ? text : String(decoding: text.utf8.prefix(valueMax), as: UTF8.self) + "…"
    }

    static func == (a: Self, b: Self) -> Bool { a.line == b.line && a.reason == b.reason && a.field == b.field }

    func hash(into hasher: inout Hasher) {
        hasher.combine(line)
        hasher.combine(reason)
        hasher.combine(field)
    }
}
