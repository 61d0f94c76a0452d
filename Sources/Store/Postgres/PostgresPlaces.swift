/// Turns the `?` of our SQL into the numbered places of PostgreSQL.
enum PostgresPlaces {
    /// The statement with `$1`, `$2`, … for its values, and the values that those stand for.
    ///
    /// A NULL is written as such: a place of unknown type cannot stand in `$1 IS NULL`. A `?` within a quoted text, a
    /// quoted name, a comment or a `$$ … $$` body stays. Nil when places and values do not agree.
    static func number(_ sql: SQL) -> (text: String, values: [SQLValue])? {
        let text = Array(sql.text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 4 * sql.values.count)
        var bound: [SQLValue] = []
        var next = 0
        var place = 0
        while place < text.count {
            let end = endOfQuoted(text, at: place)
            if end > place {
                result += text[place..<end]
                place = end
                continue
            }
            if text[place] == UInt8(ascii: "?") {
                guard next < sql.values.count else { return nil }
                if sql.values[next] == .null {
                    result += "NULL".utf8
                } else {
                    bound.append(sql.values[next])
                    result += "$\(bound.count)".utf8
                }
                next += 1
            } else {
                result.append(text[place])
            }
            place += 1
        }
        guard next == sql.values.count else { return nil }
        return (String(decoding: result, as: UTF8.self), bound)
    }

    /// Where the quoted stretch that begins at `start` ends; `start` itself when none begins there.
    private static func endOfQuoted(_ text: [UInt8], at start: Int) -> Int {
        switch text[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return find([text[start]], in: text, from: start + 1)
        case UInt8(ascii: "-") where begins("--", in: text, at: start):
            return find(Array("\n".utf8), in: text, from: start + 2)
        case UInt8(ascii: "/") where begins("/*", in: text, at: start):
            return find(Array("*/".utf8), in: text, from: start + 2)
        case UInt8(ascii: "$") where begins("$$", in: text, at: start):
            return find(Array("$$".utf8), in: text, from: start + 2)
        default: return start
        }
    }

    private static func begins(_ mark: String, in text: [UInt8], at place: Int) -> Bool {
        text[place...].starts(with: mark.utf8)
    }

    /// The place after the next `mark`, or the end of the text.
    private static func find(_ mark: [UInt8], in text: [UInt8], from start: Int) -> Int {
        var place = start
        while place + mark.count <= text.count {
            if text[place..<place + mark.count].elementsEqual(mark) { return place + mark.count }
            place += 1
        }
        return text.count
    }
}
