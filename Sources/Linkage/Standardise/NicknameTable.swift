/// Which first names are short, pet or translated forms of one another, as English-speaking officers write them.
///
/// A group is one name with its forms; a name may be in several groups (`alex` of Alexander and of Alexandra), and two
/// names are related when they share a group. At most 512 groups: a set of groups is eight words of bits.
package enum NicknameTable {
    /// The groups a name is in, as bits.
    typealias Groups = SIMD8<UInt64>

    /// Returns the groups of a folded name; empty when it is in none.
    static func groups(of name: String) -> Groups { byName[name] ?? Groups() }

    /// Whether two folded names share a group.
    package static func areRelated(_ a: String, _ b: String) -> Bool { share(groups(of: a), groups(of: b)) }

    /// Whether two sets of groups meet.
    static func share(_ a: Groups, _ b: Groups) -> Bool { a & b != Groups() }

    /// The numbers of the groups in a set.
    static func numbers(in groups: Groups) -> [Int] {
        (0..<512).filter { groups[$0 / 64] & (1 << UInt64($0 % 64)) != 0 }
    }

    /// The other names a folded name may stand for, in the order of the table.
    package static func variants(of name: String) -> [String] {
        var found: [String] = []
        for number in numbers(in: groups(of: name)) {
            for other in members[number] where other != name && !found.contains(other) { found.append(other) }
        }
        return found
    }

    /// The names of each group.
    static let members: [[String]] = text.split(separator: "\n").prefix(512).map { line in
        line.split(separator: " ").map(String.init)
    }

    private static let byName: [String: Groups] = {
        var table: [String: Groups] = [:]
        for (number, names) in members.enumerated() {
            for name in names { table[name, default: Groups()][number / 64] |= 1 << UInt64(number % 64) }
        }
        return table
    }()
}
