import Foundation
import Vocabulary

/// The text of an XML file as Foundation's parser is given it: UTF-8, its declaration blanked, its prolog inspected.
///
/// A document type declaration can stand only before the first element. It is refused here, before the parser sees a
/// byte, and with it every entity except XML's own five.
final class XMLFeed: InputStream {
    private let text: TextBytes
    private let name: String
    private var first: [UInt8] = []
    private var firstTaken = 0
    private var done = false
    private var line = 1
    private var handedOut: UInt64 = 0
    /// What was wrong with the bytes; the parser only sees the file end there.
    private(set) var fault: Fault?

    var consumed: UInt64 { text.consumed }

    /// The prolog may be this long: comments and processing instructions before the first element.
    private static let prologMax = 1 << 16

    init(_ source: any ByteSource, name: String, encoding: TextEncoding?) throws {
        self.name = name
        var head = [UInt8](repeating: 0, count: 512)
        let count = try head.withUnsafeMutableBytes { try source.fill($0) }
        head.removeLast(head.count - count)
        let declared = encoding ?? Self.declaredEncoding(head)
        text = TextBytes(PrefixedBytes(head, then: source), encoding: declared ?? .utf8)
        super.init(data: Data())
        first = [UInt8](repeating: 0, count: Self.prologMax)
        let filled = try first.withUnsafeMutableBytes { try text.fill($0) }
        first.removeLast(first.count - filled)
        try checkProlog()
    }

    /// The encoding an XML declaration names.
    private static func declaredEncoding(_ head: [UInt8]) -> TextEncoding? {
        let words = String(decoding: head.filter { $0 != 0 }, as: UTF8.self)
        guard words.contains("<?xml"), let end = words.range(of: "?>"), let key = words.range(of: "encoding"),
            key.lowerBound < end.lowerBound
        else { return nil }
        let rest = words[key.upperBound..<end.lowerBound].drop { $0 == " " || $0 == "=" }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        return TextEncoding(name: String(rest.dropFirst().prefix { $0 != quote }))
    }

    /// Walks over comments and instructions up to the first element; blanks the declaration.
    private func checkProlog() throws {
        var at = 0
        while true {
            while at < first.count, [0x20, 0x09, 0x0a, 0x0d].contains(first[at]) { at += 1 }
            let rest = first[at...]
            if rest.starts(with: "<?".utf8) {
                guard let end = Self.find("?>", in: first, from: at) else { throw tooLong() }
                if rest.starts(with: "<?xml ".utf8) {
                    for index in at..<end where first[index] != 0x0a { first[index] = 0x20 }
                }
                at = end
            } else if rest.starts(with: "<!--".utf8) {
                guard let end = Self.find("-->", in: first, from: at + 4) else { throw tooLong() }
                at = end
            } else if rest.starts(with: "<!".utf8) {
                throw Fault(
                    .xmlDoctype,
                    "`\(name)` line \(1 + first[..<at].count { $0 == 0x0a }) has a document type declaration",
                    help: "export without DOCTYPE: declarations can expand without end or reach outside the file"
                )
            } else {
                return
            }
        }
    }

    private func tooLong() -> Fault {
        Fault(.xmlBroken, "`\(name)` has no element in its first \(Self.prologMax >> 10) KB", help: "is it XML?")
    }

    /// The index just after `word`.
    private static func find(_ word: String, in bytes: [UInt8], from: Int) -> Int? {
        let word = Array(word.utf8)
        guard bytes.count >= word.count, from <= bytes.count - word.count else { return nil }
        return (from...bytes.count - word.count).first { bytes[$0..<$0 + word.count].elementsEqual(word) }
            .map { $0 + word.count }
    }

    // MARK: - InputStream

    override func open() {}
    override func close() {}
    override var streamStatus: Stream.Status { .open }
    override var streamError: (any Error)? { nil }
    override var hasBytesAvailable: Bool { !done }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength: Int) -> Int {
        guard !done else { return 0 }
        var count = 0
        do {
            if firstTaken < first.count {
                count = min(maxLength, first.count - firstTaken)
                first.withUnsafeBufferPointer { bytes in
                    guard let base = bytes.baseAddress else { return }
                    buffer.update(from: base + firstTaken, count: count)
                }
                firstTaken += count
            } else {
                count = try text.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: maxLength))
            }
        } catch {
            fault = error as? Fault ?? Fault(.fileUnreadable, "`\(name)` cannot be read: \(error)")
        }
        if let trouble = text.textTrouble, trouble.offset < handedOut + UInt64(count) || count == 0 {
            count = Int(trouble.offset - min(trouble.offset, handedOut))
            line += UnsafeBufferPointer(start: buffer, count: count).count { $0 == 0x0a }
            fault = TextTrouble.fault(trouble, name: name, line: line)
            done = true
        } else {
            line += UnsafeBufferPointer(start: buffer, count: count).count { $0 == 0x0a }
        }
        handedOut += UInt64(count)
        if count == 0 || fault != nil { done = true }
        return count
    }
}

/// Bytes already read from a source, then the rest of it.
final class PrefixedBytes: ByteSource {
    private var prefix: [UInt8]
    private let rest: any ByteSource

    var consumed: UInt64 { rest.consumed }

    init(_ prefix: [UInt8], then rest: any ByteSource) {
        self.prefix = prefix
        self.rest = rest
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        if prefix.isEmpty { return try rest.read(into: room) }
        let count = min(prefix.count, room.count)
        room.copyBytes(from: prefix[..<count])
        prefix.removeFirst(count)
        return count
    }
}
