import CapabilityKit

extension Contact {
    /// Something in a line that looks like a name, plate, phone number, postcode or address: an offer, until a person
    /// attaches it.
    package struct Recognised: Hashable, Sendable {
        /// What it looks like.
        package enum Kind: String, Codable, Hashable, Sendable { case name, plate, phone, postcode, address }

        package var kind: Kind
        /// The words as they were typed.
        package var text: String
        /// The form in which it is compared.
        package var key: String

        package init(kind: Kind, text: String, key: String) {
            self.kind = kind
            self.text = text
            self.key = key
        }
    }

    /// What a line names, in the order in which it stands there; each word belongs to one of them at most.
    ///
    /// O(words). Nothing is looked up: what is recognised is shown dashed, and asked about only once attached or where
    /// the call itself brought it.
    package static func recognise(_ line: String) -> [Recognised] {
        let words = Token.tokens(of: line)
        var found: [Recognised] = []
        var place = 0
        while place < words.count {
            if let (one, count) = recognised(words, at: place) {
                found.append(one)
                place += count
            } else {
                place += 1
            }
        }
        return found
    }

    /// A word with what surrounds it.
    struct Token {
        var text: String
        /// Whether a sentence begins with it.
        var isFirst: Bool
        /// Whether a comma or a stop follows it.
        var isEnd: Bool

        static func tokens(of line: String) -> [Token] {
            var tokens: [Token] = []
            var begins = true
            for part in line.split(whereSeparator: \.isWhitespace) {
                let text = part.trimmingPrefix { !$0.isLetter && !$0.isNumber && $0 != "+" }
                var body = String(text)
                var end = false
                var stop = false
                while let last = body.last, !last.isLetter, !last.isNumber {
                    end = true
                    stop = stop || [".", "?", "!", ":", "“", "”"].contains(last)
                    body.removeLast()
                }
                if !body.isEmpty {
                    if body.hasSuffix("'s") || body.hasSuffix("’s") { body.removeLast(2) }
                    tokens.append(Token(text: body, isFirst: begins || text.count < part.count, isEnd: end))
                    begins = stop
                }
            }
            return tokens
        }

        var isCapital: Bool {
            guard let first = text.first, first.isUppercase, text.count > 1 else { return false }
            return text.allSatisfy { $0.isLetter || $0 == "-" || $0 == "'" || $0 == "’" }
        }
    }

    private static func recognised(_ words: [Token], at place: Int) -> (Recognised, Int)? {
        phone(words, place) ?? address(words, place) ?? postcode(words, place) ?? plate(words, place)
            ?? name(words, place)
    }

    private static func joined(_ words: [Token], _ place: Int, _ count: Int) -> String? {
        guard place + count <= words.count else { return nil }
        // What a comma parts is not one thing.
        guard words[place..<place + count - 1].allSatisfy({ !$0.isEnd }) else { return nil }
        return words[place..<place + count].map(\.text).joined(separator: " ")
    }

    private static func phone(_ words: [Token], _ place: Int) -> (Recognised, Int)? {
        guard let first = words[place].text.first, first == "0" || first == "+" || first == "(" else { return nil }
        for count in stride(from: 4, through: 1, by: -1) {
            guard let text = joined(words, place, count),
                text.allSatisfy({ $0.isNumber || $0 == " " || $0 == "+" || $0 == "(" || $0 == ")" || $0 == "-" }),
                let number = PhoneNumber(text)
            else { continue }
            return (Recognised(kind: .phone, text: text, key: number.description), count)
        }
        return nil
    }

    private static let streets: Set<String> = [
        "road", "street", "row", "lane", "avenue", "drive", "close", "court", "place", "terrace", "way", "crescent",
        "grove", "gardens", "square", "mews", "view", "walk", "hill", "park", "rd", "st", "ave", "mount",
    ]

    private static func address(_ words: [Token], _ place: Int) -> (Recognised, Int)? {
        let number = words[place].text
        guard number.first?.isNumber == true, number.count <= 5, number.dropLast().allSatisfy(\.isNumber) else {
            return nil
        }
        for count in 3...5 {
            guard let text = joined(words, place, count) else { break }
            let last = words[place + count - 1].text.lowercased()
            guard streets.contains(last),
                words[place + 1..<place + count - 1].allSatisfy({ $0.text.first?.isLetter == true })
            else { continue }
            return (Recognised(kind: .address, text: text, key: placeKey(text)), count)
        }
        return nil
    }

    private static func postcode(_ words: [Token], _ place: Int) -> (Recognised, Int)? {
        for count in [2, 1] {
            guard let text = joined(words, place, count), (5...8).contains(text.count),
                // A word of letters alone is no postcode, however much its I looks like a one.
                text.contains(where: \.isNumber), let code = Postcode(text),
                count == 1 || words[place + 1].text.count == 3
            else { continue }
            return (Recognised(kind: .postcode, text: text, key: code.description), count)
        }
        return nil
    }

    private static func plate(_ words: [Token], _ place: Int) -> (Recognised, Int)? {
        for count in [2, 1] {
            guard let text = joined(words, place, count), let mark = RegistrationMark(text) else { continue }
            guard [.current, .prefix, .suffix].contains(mark.class), mark.description.count >= 6 else { continue }
            return (Recognised(kind: .plate, text: text, key: mark.description), count)
        }
        return nil
    }

    /// Words before a name that is typed in small letters.
    private static let callings: Set<String> = [
        "ex-partner", "husband", "wife", "boyfriend", "girlfriend", "partner", "named", "called", "brother", "sister",
        "mother", "father", "neighbour", "friend", "ex",
    ]
    private static let plain: Set<String> = [
        "The", "He", "She", "They", "His", "Her", "It", "There", "Caller", "Police", "Ambulance", "Son", "Daughter",
        "Told",
        "Answered", "Says", "Male", "Female", "Man", "Woman", "Ex-partner", "Partner", "Monday", "Tuesday", "Wednesday",
        "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December", "No", "Not", "Yes", "OK", "CCTV", "RTC", "And", "But",
        "Husband", "Wife", "Boyfriend", "Girlfriend", "Brother", "Sister", "Mother", "Father", "Neighbour", "Drunk",
        "Is",
    ]
    private static let little: Set<String> = [
        "is", "at", "in", "on", "has", "was", "the", "and", "who", "kicking", "outside", "here", "there", "back",
        "says",
        "he", "she", "to", "for", "with", "by", "of", "a", "an", "my", "his", "her", "not", "now", "hit", "hitting",
        "from",
        "came", "come", "about", "still", "just", "again", "left", "attacking", "punching", "punched", "drunk", "are",
    ]

    private static func name(_ words: [Token], _ place: Int) -> (Recognised, Int)? {
        func isName(_ token: Token) -> Bool { token.isCapital && !plain.contains(token.text) }
        let first = words[place]
        var count = 0
        if isName(first) {
            count = 1
            while count < 4, place + count < words.count, isName(words[place + count]), !words[place + count - 1].isEnd
            {
                count += 1
            }
            // A sentence begins with a capital whatever its first word is.
            if first.isFirst, count == 1 { return nil }
        } else if place > 0, !words[place - 1].isEnd, callings.contains(words[place - 1].text.lowercased()),
            first.text.allSatisfy(\.isLetter), first.text.count > 2, !little.contains(first.text.lowercased()),
            !callings.contains(first.text.lowercased()), !plain.contains(first.text)
        {
            count = 1
        }
        guard count > 0, let text = joined(words, place, count) else { return nil }
        return (Recognised(kind: .name, text: text, key: nameKey(text)), count)
    }

    /// A name in the form in which it is compared.
    package static func nameKey(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter }.joined(separator: " ")
    }

    /// An address in the form in which it is compared: the number and the street, or the postcode where that is all.
    package static func placeKey(_ address: String) -> String {
        let words = address.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        for (place, word) in words.enumerated() where streets.contains(word) && place > 0 {
            let start = words[..<place].lastIndex { $0.first?.isNumber == true } ?? 0
            return words[start...place].joined(separator: " ")
        }
        return words.joined(separator: " ")
    }
}
