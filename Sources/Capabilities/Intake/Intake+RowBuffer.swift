import Vocabulary

/// The stretch of a file that holds the row being read: grows to the longest row, never past ``RowLimit``.
final class RowBuffer {
    let source: any ByteSource
    let name: String
    /// `capacity` bytes, and eight more that may be read (never believed) by scans of eight bytes a step.
    @exclusivity(unchecked) private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// The row being read begins at `start`; bytes up to `end` are there.
    @exclusivity(unchecked) var start = 0
    @exclusivity(unchecked) private(set) var end = 0
    /// Whether `end` is the end of the file.
    @exclusivity(unchecked) private(set) var atEnd = false
    /// Why the source could not be read on, raised once everything before has been read.
    private var failure: (any Error)?
    /// The offset in the text of `bytes[0]`.
    private(set) var offset: UInt64 = 0

    init(_ source: any ByteSource, name: String, size: Int) {
        self.source = source
        self.name = name
        capacity = max(size, 8)
        bytes = .allocate(capacity: capacity + 8)
        bytes.initialize(repeating: 0, count: capacity + 8)
    }

    deinit { bytes.deallocate() }

    /// Moves the row begun to the front and reads on behind it; `line` is for the message.
    func fill(line: Int) throws {
        if start > 0 {
            bytes.update(from: bytes + start, count: end - start)
            offset += UInt64(start)
            end -= start
            start = 0
        }
        if end == capacity {
            guard capacity < RowLimit.bytes else {
                throw Fault(
                    .rowTooLong,
                    "`\(name)` line \(line) begins a row of more than \(RowLimit.bytes >> 20) MB",
                    help: "a quote may have been left open there, or the delimiter or line ends may be wrong"
                )
            }
            let larger = min(capacity * 2, RowLimit.bytes)
            let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + 8)
            grown.initialize(repeating: 0, count: larger + 8)
            grown.update(from: bytes, count: end)
            bytes.deallocate()
            bytes = grown
            capacity = larger
        }
        if let failure { throw failure }
        while end < capacity {
            do {
                let room = UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end)
                let count = try source.read(into: room)
                end += count
                if count == 0 {
                    atEnd = true
                    return
                }
            } catch {
                // What came before it is still to be read.
                failure = error
                return
            }
        }
    }

    /// Throws if the text up to `index` holds bytes of another encoding; `line` is where the row at `start` begins.
    func checkText(from rowStart: Int, upTo index: Int, line: Int) throws {
        guard let trouble = source.textTrouble, trouble.offset <= offset + UInt64(index) else { return }
        if trouble.offset == offset + UInt64(index), !(atEnd && index == end) { return }
        let bad = min(end, max(rowStart, Int(clamping: trouble.offset) - Int(clamping: offset)))
        throw TextTrouble.fault(trouble, name: name, line: line + feeds(rowStart, bad))
    }

    /// Line feeds in a stretch.
    func feeds(_ from: Int, _ to: Int) -> Int {
        UnsafeBufferPointer(start: bytes + from, count: max(0, to - from)).reduce(0) { $0 + ($1 == 0x0a ? 1 : 0) }
    }
}

extension TextTrouble {
    /// What to tell a person about bytes that are not the encoding they were said to be.
    static func fault(_ trouble: TextTrouble, name: String, line: Int) -> Fault {
        let hex = String(trouble.byte, radix: 16)
        let found = trouble.byte == 0 ? "the text ends inside a character" : "byte 0x\(hex) cannot be there"
        let suggestion =
            trouble.encoding == .utf8
            ? "the file may be windows-1252: say `\"encoding\": \"windows-1252\"` in the mapping, or give --encoding"
            : "say the file's true encoding in the mapping, or give --encoding"
        return Fault(
            .wrongEncoding,
            "`\(name)` line \(line) is not \(trouble.encoding.rawValue): \(found)",
            help: suggestion + "; everything before this row has been kept"
        )
    }
}
