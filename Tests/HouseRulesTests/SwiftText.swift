/// Tells Swift's code, comments and string literals apart, so that a rule about code is not broken by prose.
///
/// Regular-expression literals are read as code; one with a lone `"` misleads the rest of its own line only.
struct SwiftText {
    /// What one string literal says, with each interpolation replaced by `?`.
    struct Literal: Sendable, Equatable {
        let line: Int
        let text: String
    }

    /// The code alone: comments gone, literals emptied, every line where it was.
    static func scan(_ text: String) -> (code: String, literals: [Literal]) {
        var scanner = SwiftText(bytes: Array(text.utf8))
        scanner.run()
        return (String(decoding: scanner.code, as: UTF8.self), scanner.literals)
    }

    private enum Mode {
        /// Code, with the brackets still open if it is inside an interpolation.
        case code(open: Int?)
        case literal(hashes: Int, long: Bool, line: Int, said: [UInt8])
    }

    private let bytes: [UInt8]
    private var at = 0
    private var line = 1
    private var modes: [Mode] = [.code(open: nil)]
    private var code: [UInt8] = []
    private var literals: [Literal] = []

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func run() {
        while at < bytes.count {
            switch modes[modes.count - 1] {
            case .code(let open): readCode(open)
            case .literal(let hashes, let long, let start, let said): readLiteral(hashes, long, start, said)
            }
        }
        while modes.count > 1 { close() }
    }

    private mutating func readCode(_ open: Int?) {
        if sees("//") {
            while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        } else if sees("/*") {
            skipBlockComment()
        } else if let (hashes, long) = opening() {
            at += hashes + (long ? 3 : 1)
            code += Array("\"".utf8)
            modes.append(.literal(hashes: hashes, long: long, line: line, said: []))
        } else {
            let byte = bytes[at]
            if let open, byte == UInt8(ascii: "(") {
                modes[modes.count - 1] = .code(open: open + 1)
            } else if let open, byte == UInt8(ascii: ")") {
                if open == 1 { modes.removeLast() } else { modes[modes.count - 1] = .code(open: open - 1) }
            }
            take(byte)
        }
    }

    private mutating func readLiteral(_ hashes: Int, _ long: Bool, _ start: Int, _ said: [UInt8]) {
        let fence = String(repeating: "#", count: hashes)
        var said = said
        if sees("\\" + fence + "(") {
            at += 2 + hashes
            said.append(UInt8(ascii: "?"))
            modes[modes.count - 1] = .literal(hashes: hashes, long: long, line: start, said: said)
            code.append(UInt8(ascii: "("))
            modes.append(.code(open: 1))
            return
        }
        if sees((long ? "\"\"\"" : "\"") + fence) {
            at += hashes + (long ? 3 : 1)
            close()
            return
        }
        if !long, bytes[at] == UInt8(ascii: "\n") {
            close()
            return
        }
        if sees("\\" + fence), at + hashes + 1 < bytes.count {
            at += hashes + 1
        }
        if bytes[at] == UInt8(ascii: "\n") {
            line += 1
            code.append(UInt8(ascii: "\n"))
        }
        said.append(bytes[at])
        at += 1
        modes[modes.count - 1] = .literal(hashes: hashes, long: long, line: start, said: said)
    }

    private mutating func close() {
        if case .literal(_, _, let start, let said) = modes.removeLast() {
            literals.append(Literal(line: start, text: String(decoding: said, as: UTF8.self)))
            code.append(UInt8(ascii: "\""))
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                at += 2
            } else if sees("*/") {
                depth -= 1
                at += 2
            } else {
                if bytes[at] == UInt8(ascii: "\n") { take(bytes[at]) } else { at += 1 }
            }
        } while depth > 0 && at < bytes.count
    }

    private mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") { line += 1 }
        code.append(byte)
        at += 1
    }

    private func opening() -> (hashes: Int, long: Bool)? {
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "\"") else { return nil }
        let long = bytes[(at + hashes)...].starts(with: Array("\"\"\"".utf8))
        return (hashes, long)
    }

    private func sees(_ text: String) -> Bool {
        bytes[at...].starts(with: text.utf8)
    }
}
