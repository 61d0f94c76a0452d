import Vocabulary

/// A word of a SQL condition.
enum SQLToken: Hashable, Sendable {
    /// A bare identifier or keyword, as it was written.
    case word(String)
    /// An identifier in double quotes or backticks, without them.
    case quoted(String)
    /// A text in single quotes, without them.
    case text(String)
    /// A number as it was written.
    case number(String)
    /// An operator or a mark.
    case mark(String)

    /// The token as a reader of a message would know it.
    var shown: String {
        switch self {
        case .word(let text), .quoted(let text), .number(let text), .mark(let text): text
        case .text(let text): "'\(text)'"
        }
    }

    private static let marks = ["<>", "!=", "<=", ">=", "||", "::", "//", "->", "=="]

    /// Splits a condition into its words.
    ///
    /// Comments are refused: no library writes them and what follows one is easily misread.
    /// - Throws: `Fault` when a quote is not closed or a character belongs to no word.
    static func split(_ sql: String) throws(Fault) -> [SQLToken] {
        let characters = Array(sql.unicodeScalars)
        var tokens: [SQLToken] = []
        var at = 0
        while at < characters.count {
            let c = characters[at]
            if c.properties.isWhitespace {
                at += 1
            } else if c == "'" || c == "\"" || c == "`" {
                let text = try quoted(characters, &at, by: c)
                tokens.append(c == "'" ? .text(text) : .quoted(text))
            } else if isDigit(c) || (c == "." && at + 1 < characters.count && isDigit(characters[at + 1])) {
                tokens.append(number(characters, &at))
            } else if isLetter(c) {
                let start = at
                while at < characters.count, isLetter(characters[at]) || isDigit(characters[at]) { at += 1 }
                tokens.append(.word(string(characters[start..<at])))
            } else {
                tokens.append(try mark(characters, &at))
            }
        }
        return tokens
    }

    private static func mark(_ characters: [Unicode.Scalar], _ at: inout Int) throws(Fault) -> SQLToken {
        let two = string(characters[at..<min(at + 2, characters.count)])
        if two == "--" || two == "/*" { throw SplinkFault.condition("a comment, which is not understood here") }
        if marks.contains(two) {
            at += 2
            return .mark(two)
        }
        let one = String(characters[at])
        guard "()[],.=<>+-*/%".contains(one) else { throw SplinkFault.condition("the character `\(one)`") }
        at += 1
        return .mark(one)
    }

    private static func quoted(
        _ characters: [Unicode.Scalar],
        _ at: inout Int,
        by quote: Unicode.Scalar
    ) throws(Fault) -> String {
        var text = String.UnicodeScalarView()
        at += 1
        while at < characters.count {
            if characters[at] != quote {
                text.append(characters[at])
            } else if at + 1 < characters.count, characters[at + 1] == quote {
                text.append(quote)
                at += 1
            } else {
                at += 1
                return String(text)
            }
            at += 1
        }
        throw SplinkFault.condition("a quote that is never closed")
    }

    private static func number(_ characters: [Unicode.Scalar], _ at: inout Int) -> SQLToken {
        let start = at
        while at < characters.count, isDigit(characters[at]) || characters[at] == "." { at += 1 }
        if at + 1 < characters.count, characters[at] == "e" || characters[at] == "E" {
            var end = at + 1
            if characters[end] == "+" || characters[end] == "-" { end += 1 }
            if end < characters.count, isDigit(characters[end]) {
                while end < characters.count, isDigit(characters[end]) { end += 1 }
                at = end
            }
        }
        return .number(string(characters[start..<at]))
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func isDigit(_ c: Unicode.Scalar) -> Bool { ("0"..."9").contains(c) }

    private static func isLetter(_ c: Unicode.Scalar) -> Bool { c == "_" || c.properties.isAlphabetic }
}
