/// Which first names are short, pet or translated forms of one another, as English-speaking officers write them.
///
/// A group is one name with its forms; a name may be in several groups (`alex` of Alexander and of Alexandra), and two
/// names are related when they share a group. At most 1,024 groups: a set of groups is sixteen words of
/// bits.
package enum NicknameTable {
    /// The groups a name is in, as bits.
    typealias Groups = SIMD16<UInt64>

    /// Returns the groups of a folded name; empty when it is in none.
    static func groups(of name: String) -> Groups { byName[name] ?? Groups() }

    /// Whether a folded name is in the table.
    package static func isKnown(_ name: String) -> Bool { byName[name] != nil }

    /// Whether two folded names share a group.
    package static func areRelated(_ a: String, _ b: String) -> Bool { share(groups(of: a), groups(of: b)) }

    /// Whether two sets of groups meet.
    static func share(_ a: Groups, _ b: Groups) -> Bool { a & b != Groups() }

    /// The numbers of the groups in a set, ascending.
    static func numbers(in groups: Groups) -> [Int] {
        var numbers: [Int] = []
        for word in groups.indices {
            var bits = groups[word]
            while bits != 0 {
                numbers.append(word * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return numbers
    }

    /// The other names a folded name may stand for, in the order of the table.
    package static func variants(of name: String) -> [String] {
        var found: [String] = []
        for number in numbers(in: groups(of: name)) {
            for other in members[number] where other != name && !found.contains(other) { found.append(other) }
        }
        return found
    }

    /// The names of each group: the lines of both tables, those with one head together.
    static let members: [[String]] = {
        var groups: [[String]] = []
        var places: [String: Int] = [:]
        for line in text.split(separator: "\n") + traditional.split(separator: "\n") {
            let names = line.split(separator: " ").map(String.init)
            guard let head = names.first else { continue }
            if let place = places[head] {
                for name in names where !groups[place].contains(name) { groups[place].append(name) }
            } else if groups.count < 1024 {
                places[head] = groups.count
                groups.append(names)
            }
        }
        return groups
    }()

    private static let byName: [String: Groups] = {
        var table: [String: Groups] = [:]
        for (number, names) in members.enumerated() {
            for name in names { table[name, default: Groups()][number / 64] |= 1 << UInt64(number % 64) }
        }
        return table
    }()
}
