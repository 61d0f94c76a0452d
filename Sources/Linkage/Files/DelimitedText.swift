/// Reads rows of separated values (RFC 4180) from bytes that stay where they are.
///
/// Quotes may stand round any field, with a doubled quote for one inside; lines end in LF or CR LF; a byte order mark
/// is skipped. Nothing is copied but a field that has a doubled quote in it.
package struct DelimitedText {
    /// Why a text cannot be read, with the line it is about, counted from 1.
    package struct Problem: Error, Sendable, Hashable {
        package var line: Int
        package var words: String
    }

    /// The separator that the first line speaks for: comma, tab, semicolon or bar.
    package static func separator(of text: Span<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [0x2C: 0, 0x09: 0, 0x3B: 0, 0x7C: 0]
        var isQuoted = false
        for index in text.indices {
            let byte = text[index]
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { break }
            if !isQuoted, let count = counts[byte] { counts[byte] = count + 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0x2C
    }

    /// Calls the body with each row: its number from 0, the heading included, and its fields.
    ///
    /// Fields are trimmed of spaces. Empty lines are passed over. A quote that never ends is a problem.
    package static func eachRow(
        of text: UnsafeBufferPointer<UInt8>,
        separator: UInt8,
        _ body: (Int, borrowing Fields) throws -> Void
    ) throws {
        var fields = Fields(text: text)
        var line = 1
        var row = 0
        var index = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0
        while index < text.count {
            fields.removeAll()
            let firstLine = line
            var isEnd = false
            while !isEnd {
                index = try fields.readField(from: index, separator: separator, line: &line)
                isEnd = index >= text.count || text[index] != separator
                index += 1
                if !isEnd, index == text.count {
                    fields.appendEmpty()
                    isEnd = true
                }
            }
            if fields.isBlank { continue }
            fields.line = firstLine
            try body(row, fields)
            row += 1
        }
    }

    /// The fields of one row.
    package struct Fields: ~Copyable {
        fileprivate let text: UnsafeBufferPointer<UInt8>
        private var ranges: [Range<Int>] = []
        /// Fields whose doubled quotes had to be taken out, end to end; their ranges begin at `text.count`.
        private var mended: [UInt8] = []
        /// The line the row begins on, from 1.
        package fileprivate(set) var line = 1

        fileprivate init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

        /// How many fields the row has.
        package var count: Int { ranges.count }

        fileprivate var isBlank: Bool { ranges.count == 1 && ranges[0].isEmpty }

        /// Lends the bytes of a field; empty when the row is shorter.
        @inline(__always)
        package func with<Result>(_ field: Int, _ body: (Span<UInt8>) -> Result) -> Result {
            guard field < ranges.count else { return body([UInt8]().span) }
            let range = ranges[field]
            if range.lowerBound >= text.count, !range.isEmpty {
                return body(mended.span.extracting(range.lowerBound - text.count..<range.upperBound - text.count))
            }
            let part = UnsafeBufferPointer(rebasing: text[range.isEmpty ? 0..<0 : range])
            return body(Span(_unsafeElements: part))
        }

        /// The field as a String.
        package func string(_ field: Int) -> String {
            with(field) { span in span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
        }

        fileprivate mutating func removeAll() {
            ranges.removeAll(keepingCapacity: true)
            mended.removeAll(keepingCapacity: true)
        }

        fileprivate mutating func appendEmpty() { ranges.append(0..<0) }

        fileprivate mutating func readField(from start: Int, separator: UInt8, line: inout Int) throws -> Int {
            var index = start
            while index < text.count, text[index] == 0x20 { index += 1 }
            if index < text.count, text[index] == 0x22 {
                return try readQuoted(from: index + 1, separator: separator, line: &line)
            }
            let first = index
            while index < text.count, text[index] != separator, text[index] != 0x0A { index += 1 }
            if index < text.count, text[index] == 0x0A { line += 1 }
            var end = index
            while end > first, text[end - 1] == 0x20 || text[end - 1] == 0x0D { end -= 1 }
            ranges.append(first..<end)
            return index
        }

        private mutating func readQuoted(from start: Int, separator: UInt8, line: inout Int) throws -> Int {
            let began = line
            var index = start
            var isMended = false
            let mendedStart = mended.count
            var from = start
            while true {
                guard index < text.count else {
                    throw Problem(line: began, words: "the quote that begins here never ends")
                }
                if text[index] == 0x0A { line += 1 }
                if text[index] == 0x22 {
                    guard index + 1 < text.count, text[index + 1] == 0x22 else { break }
                    mended.append(contentsOf: text[from...index])
                    isMended = true
                    index += 1
                    from = index + 1
                }
                index += 1
            }
            if isMended {
                mended.append(contentsOf: text[from..<index])
                var first = mendedStart
                while first < mended.count, mended[first] == 0x20 { first += 1 }
                while mended.count > first, mended.last == 0x20 { mended.removeLast() }
                ranges.append(text.count + first..<text.count + mended.count)
            } else {
                var first = start
                var end = index
                while first < end, text[first] == 0x20 { first += 1 }
                while end > first, text[end - 1] == 0x20 { end -= 1 }
                ranges.append(first..<end)
            }
            index += 1
            while index < text.count, text[index] != separator, text[index] != 0x0A { index += 1 }
            if index < text.count, text[index] == 0x0A { line += 1 }
            return index
        }
    }
}
