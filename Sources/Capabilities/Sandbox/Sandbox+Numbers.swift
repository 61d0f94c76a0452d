import Foundation
import Vocabulary

extension Sandbox {
    /// Telephone numbers, registration marks and file numbers that cannot belong to anybody (law 7).
    ///
    /// Everything is worked out from the person's number and the seed, so that nothing has to be remembered.
    struct NumberBook: Sendable {
        /// A telephone number of the ranges that Ofcom keeps free for drama.
        struct Phone: Hashable, Sendable {
            /// Which range, and the last three digits.
            var range: Int
            var last: Int
        }

        enum PhoneKind: String, Sendable { case mobile, home, work, email }

        private var prefixes: [(digits: String, grouped: String, kind: PhoneKind)]
        private var salt: UInt64
        /// How many in a thousand people have a telephone.
        let phonesPerMille: Int

        /// Reads the ranges.
        ///
        /// There are some nineteen thousand drama numbers. Up to that many people each have their own; beyond that
        /// numbers are shared, as if handed on, and so few people have one that no number has more than about four
        /// holders: a telephone still says something about who somebody is. E-mail addresses are not so limited.
        init(_ folder: URL, seed: UInt64, people: Int) throws {
            salt = Sandbox.mixed(seed ^ 0x7E1)
            var ranges: [(digits: String, grouped: String, kind: PhoneKind)] = []
            try Table(folder, "phones.tsv", columns: ["prefix", "grouped", "kind"]).each { row in
                guard let kind = PhoneKind(rawValue: row[2]), row[0].count == 8 else {
                    throw Fault(
                        .sandboxData,
                        "`\(row[0])` is not a drama range",
                        help: "eight digits, and mobile, home or work"
                    )
                }
                ranges.append((row[0], row[1], kind))
            }
            guard !ranges.isEmpty else { throw Fault(.sandboxData, "`phones.tsv` has no ranges") }
            prefixes = ranges
            phonesPerMille = min(780, prefixes.count * 1000 * 4 * 1000 / max(1, people))
        }

        /// The number that belongs to the n-th person.
        ///
        /// Different people have different numbers until all are used.
        func phone(_ number: Int) -> Phone {
            let capacity = prefixes.count * 1000
            // 7919 shares no factor with any number of thousands of ranges, so this visits every number once a round.
            let place = (number * 7919 + Int(salt % 1_000_003)) % capacity
            return Phone(range: place / 1000, last: place % 1000)
        }

        func kind(of phone: Phone) -> PhoneKind { prefixes[phone.range].kind }

        /// The number as somebody wrote it down.
        func written(_ phone: Phone, style: Int) -> String {
            let digits = String(String(1000 + phone.last).dropFirst())
            let range = prefixes[phone.range]
            switch style {
            case 0..<50: return range.grouped + (range.grouped.count == 9 ? " " : "") + digits
            case 50..<85: return range.digits + digits
            case 85..<95: return "+44" + range.digits.dropFirst() + digits
            default: return range.digits.prefix(5) + " " + range.digits.dropFirst(5) + digits
            }
        }

        /// A drama number as the cast's file has it.
        func parsed(_ text: String) -> Phone? {
            let digits = text.filter(\.isNumber)
            guard digits.count == 11, let last = Int(digits.suffix(3)),
                let range = prefixes.firstIndex(where: { digits.hasPrefix($0.digits) })
            else { return nil }
            return Phone(range: range, last: last)
        }

        /// The wrong number of somebody who mistyped it: still a drama number.
        func mistyped(_ phone: Phone, _ dice: inout Dice) -> Phone {
            Phone(range: phone.range, last: (phone.last + dice.between(1, 9) * (dice.chance(500) ? 1 : 10)) % 1000)
        }

        /// A registration mark with an age identifier that was never issued: `YD01 KVX`.
        func mark(_ number: Int, letter: String) -> String {
            let seconds = Array("ABCDEFGHJKLMNOPRSTUVWXY")
            let letters = Array("ABCDEFGHJKLMNOPRSTUVWXYZ")
            // 23 letters, two ages, 24 to the third: 635,904 marks for each letter, each used once in that many people.
            var place = (number * 104_729 + Int(salt % 500_009)) % (seconds.count * 2 * 13_824)
            func next(_ count: Int) -> Int {
                defer { place /= count }
                return place % count
            }
            let age = next(2)
            let second = seconds[next(seconds.count)]
            return "\(letter)\(second)0\(age) \(letters[next(24)])\(letters[next(24)])\(letters[next(24)])"
        }

        /// A PNC identifier whose check letter is deliberately wrong: no real record can have it.
        func pncID(_ number: Int, year: Int) -> String {
            let serial = (number * 7919 + Int(salt % 900_001)) % 9_999_999 + 1
            return "\(year)/\(Sandbox.padded(serial, 7))\(wrongLetter(year % 100 * 10_000_000 + serial, number))"
        }

        /// A criminal record office number, its check letter deliberately wrong.
        func croNumber(_ number: Int, year: Int) -> String {
            let serial = (number * 7727 + Int(salt % 90_001)) % 999_999 + 1
            let yy = year % 100
            return
                "\(Sandbox.padded(serial, 6))/\(Sandbox.padded(yy, 2))\(wrongLetter(yy * 1_000_000 + serial, number))"
        }

        /// An arrest summons number in its short form, its check letter deliberately wrong: `26/13AB/01/00000004471X`.
        func arrestSummons(_ number: Int, year: Int, force: String) -> String {
            let serial = number % 99_999_999 + 1
            let yy = year % 100
            // What is checked is force, system, year and serial written one after another as one number.
            let checked = (((Int(force) ?? 0) * 100 + 1) * 100 + yy) * 100_000_000_000 + serial
            let letter = wrongLetter(checked, number)
            return "\(Sandbox.padded(yy, 2))/\(force)AB/01/\(Sandbox.padded(serial, 11))\(letter)"
        }

        private func wrongLetter(_ checked: Int, _ number: Int) -> Character {
            let alphabet = Array("ZABCDEFGHJKLMNPQRTUVWXY")
            return alphabet[(checked % 23 + 1 + number % 22) % 23]
        }
    }
}
