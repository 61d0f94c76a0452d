import Vocabulary

/// A cell as a stretch of bytes after a row's base.
struct Span {
    var start: Int32
    /// 0 for an empty cell; absent and empty are the same thing here.
    var count: Int32

    static let empty = Span(start: 0, count: 0)
}

/// One row of any source: cells in the order of the reader's columns, as UTF-8 bytes that stay where they were read.
///
/// The pointers belong to the reader and hold until its next call. A row of a tree-shaped source (XML, JSON) also
/// carries what the mapping has no column for, so that nothing is lost.
struct Row {
    var base: UnsafePointer<UInt8>
    var spans: UnsafePointer<Span>
    var count: Int
    /// Which row element of the mapping this is; 0 in a CSV file.
    var level = 0
    /// The place of this row among the rows of its level within its parent, from 1.
    var ordinal = 1
    /// Words without a column: indices into the reader's `extraNames`, and where they are.
    var extras: UnsafePointer<Extra>?
    var extraCount = 0
    /// The line the row begins on, from 1.
    var line = 0
    var problem: RowProblem?

    struct Extra {
        var name: Int32
        var span: Span
    }

    subscript(column: Int) -> UnsafeBufferPointer<UInt8> {
        let span = spans[column]
        return UnsafeBufferPointer(start: base + Int(span.start), count: Int(span.count))
    }

    func text(_ column: Int) -> String { String(decoding: self[column], as: UTF8.self) }
}

/// Why one row cannot be read.
///
/// The rest of the file still can.
enum RowProblem: Hashable {
    case ragged(expected: Int, found: Int)
    case textAfterQuote(column: Int)
    case nulByte
    case notJSON(column: Int, words: String)
    case notAnObject
    case noMapping(name: String)

    /// The stable reason written to the reject file.
    var code: String {
        switch self {
        case .ragged: "ragged_row"
        case .textAfterQuote: "text_after_quote"
        case .nulByte: "nul_byte"
        case .notJSON: "not_json"
        case .notAnObject: "not_an_object"
        case .noMapping: "no_mapping"
        }
    }

    var words: String {
        switch self {
        case .ragged(let expected, let found): "the row has \(found) cells where the header has \(expected)"
        case .textAfterQuote(let column): "cell \(column + 1) goes on after its closing quote"
        case .nulByte: "the row holds a NUL byte, which no text has"
        case .notJSON(let column, let words): "not JSON at character \(column): \(words)"
        case .notAnObject: "the line is JSON but not an object in braces"
        case .noMapping(let name): "the mapping says nothing about `\(name)`"
        }
    }
}

/// Hands out the rows of one file.
protocol RowReader: AnyObject {
    /// The next row, or `nil` at the end. Throws a `Fault` when nothing more of the file can be read.
    func next() throws -> Row?

    /// Bytes of the file on disk taken so far, for progress.
    var consumed: UInt64 { get }

    /// Names of the paths met that the mapping has no column for; `Row.Extra.name` counts into it.
    var extraNames: [String] { get }
}

/// The most bytes one row may have, and so what bounds a reader's memory.
enum RowLimit {
    static let bytes = 10 << 20
}
