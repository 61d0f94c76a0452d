import Vocabulary

/// Cuts the text of a policy file into tokens, each with its place.
struct PolicyLexer {
    enum Token: Hashable {
        case identifier(String)
        case string([PolicyStringPart])
        case number(UInt64)
        case symbol(String)
        case end
    }

    struct Placed {
        var token: Token
        var line: Int
        var column: Int
    }

    private static let symbols = [
        "::", "==", "!=", "<=", ">=", "&&", "||", "(", ")", "{", "}", "[", "]", ",", ";", ":", ".", "<", ">", "!", "@",
        "+",
        "-", "*", "?", "=",
    ].map { Array($0.unicodeScalars) }

    private let scalars: [Unicode.Scalar]
    private let file: String
    private var at = 0
    private var line = 1
    private var column = 1

    init(_ text: String, file: String) {
        scalars = Array(text.unicodeScalars)
        self.file = file
    }

    /// Every token, ending with `.end`.
    mutating func tokens() throws -> [Placed] {
        var tokens: [Placed] = []
        while true {
            try skipBlanks()
            let (line, column) = (line, column)
            let token = try next()
            tokens.append(Placed(token: token, line: line, column: column))
            if token == .end { return tokens }
        }
    }

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private mutating func step() {
        if scalars[at] == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        at += 1
    }

    private mutating func skipBlanks() throws {
        while let scalar = current {
            if scalar == "/", at + 1 < scalars.count, scalars[at + 1] == "/" {
                while let scalar = current, scalar != "\n", scalar != "\r" { step() }
            } else if scalar.properties.isWhitespace {
                step()
            } else {
                return
            }
        }
    }

    private mutating func next() throws -> Token {
        guard let scalar = current else { return .end }
        if scalar == "\"" { return try string() }
        if Self.isLetter(scalar) {
            var name = ""
            while let scalar = current, Self.isLetter(scalar) || Self.isDigit(scalar) {
                name.unicodeScalars.append(scalar)
                step()
            }
            return .identifier(name)
        }
        if Self.isDigit(scalar) {
            var digits = ""
            while let scalar = current, Self.isDigit(scalar) {
                digits.unicodeScalars.append(scalar)
                step()
            }
            guard let number = UInt64(digits), number <= UInt64(Int64.max) + 1 else {
                throw fault("the number `\(digits.prefix(30))` is too large")
            }
            return .number(number)
        }
        for symbol in Self.symbols where scalars[at...].starts(with: symbol) {
            for _ in symbol { step() }
            return .symbol(String(String.UnicodeScalarView(symbol)))
        }
        throw fault("`\(scalar)` has no meaning here")
    }

    private mutating func string() throws -> Token {
        let start = (line, column)
        step()
        var parts: [PolicyStringPart] = []
        while let scalar = current {
            step()
            switch scalar {
            case "\"": return .string(parts)
            case "\\": parts.append(try escape())
            default: parts.append(.scalar(scalar))
            }
        }
        throw PolicyParser.fault("the text that begins here does not end", file: file, line: start.0, column: start.1)
    }

    private mutating func escape() throws -> PolicyStringPart {
        guard let scalar = current else { throw fault("the text does not end") }
        step()
        switch scalar {
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case "0": return .scalar("\0")
        case "\\", "\"", "'": return .scalar(scalar)
        case "*": return .star
        case "x":
            guard let value = hexadecimal(digits: 2), value < 0x80, let scalar = Unicode.Scalar(value) else {
                throw fault("`\\x` needs two hexadecimal digits up to 7F")
            }
            return .scalar(scalar)
        case "u":
            guard current == "{" else { throw fault("`\\u` needs `{` and up to six hexadecimal digits") }
            step()
            var digits = ""
            while let digit = current, digit != "}", digits.count < 7 {
                digits.unicodeScalars.append(digit)
                step()
            }
            guard current == "}", (1...6).contains(digits.count), let value = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw fault("`\\u{\(digits)}` is not a character") }
            step()
            return .scalar(scalar)
        default: throw fault("`\\\(scalar)` is not an escape")
        }
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        var text = ""
        for _ in 0..<digits {
            guard let scalar = current else { return nil }
            text.unicodeScalars.append(scalar)
            step()
        }
        return text.first == "+" ? nil : UInt32(text, radix: 16)
    }

    private func fault(_ message: String) -> Fault {
        PolicyParser.fault(message, file: file, line: line, column: column)
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

/// A character of a text literal; `\*` is kept apart because only a pattern may have it.
enum PolicyStringPart: Hashable {
    case scalar(Unicode.Scalar)
    case star
}
