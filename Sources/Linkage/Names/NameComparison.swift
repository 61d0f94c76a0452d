/// How far two whole names agree, and why.
package struct NameComparison: Sendable, Hashable {
    /// How a word of one name met words of the other.
    package enum How: String, Sendable, Hashable, CaseIterable {
        case same
        /// Two words in one name are one in the other.
        case joined
        /// Spellings of one sound, or a name in another script.
        case sound
        /// Short, pet and translated forms.
        case nickname
        /// An initial, or letters for several names.
        case initial
        /// A slip of the pen.
        case typo
        /// The same concept, particle or number in other words.
        case concept
        /// No word in the other name.
        case extra
        /// Stands against another word.
        case conflict
        /// Written backwards.
        case reversed
    }

    /// One finding: the words of the two names, how they met, and how alike they are.
    package struct Reason: Sendable, Hashable {
        package let a: String
        package let b: String
        package let how: How
        package let similarity: Double
    }

    /// From 0, nothing shared, to 1, the same name.
    package let score: Double
    package let reasons: [Reason]

    /// The score from which two names are taken for one, in watch lists and name queries.
    ///
    /// Chosen on one half of the published pairs, and high enough for a name and a title, but not for one name of two.
    package static let threshold = 0.67

    /// Whether the score reaches the threshold.
    package var isMatch: Bool { score >= Self.threshold }

    /// Compares two names as they are written.
    ///
    /// Symmetric but for the order in which reasons name the two.
    package static func compare(_ a: String, _ b: String, kind: WholeName.Kind = .unknown) -> NameComparison {
        var kind = kind
        if kind == .unknown {
            let kinds = [WholeName(a).kind, WholeName(b).kind]
            kind = kinds.contains(.organisation) ? .organisation : .person
        }
        return compare(WholeName(a, kind: kind), WholeName(b, kind: kind))
    }

    /// Compares two names that were read as one kind.
    package static func compare(_ a: WholeName, _ b: WholeName) -> NameComparison {
        guard !a.words.isEmpty, !b.words.isEmpty else {
            let isSame = !a.compact.isEmpty && a.compact == b.compact
            return NameComparison(score: isSame ? 1 : 0, reasons: [])
        }
        let forward = judge(a, b)
        guard forward.score < threshold, a.compact.utf8.count >= 8, b.compact.utf8.count >= 8 else { return forward }
        // Written backwards, to pass a list by.
        let turned = judge(WholeName(String(a.raw.reversed()), kind: a.kind), b)
        guard turned.score * 0.85 >= threshold else { return forward }
        let reason = Reason(a: a.raw, b: b.raw, how: .reversed, similarity: turned.score)
        return NameComparison(score: turned.score * 0.85, reasons: [reason] + turned.reasons)
    }

    /// What the parts of two names weigh together.
    private struct Sums {
        var met = 0.0
        var conflict = 0.0
        var extra = 0.0
        /// Met words that tell bodies apart.
        var telling = 0.0
    }

    private static func judge(_ a: WholeName, _ b: WholeName) -> NameComparison {
        if !a.compact.isEmpty, a.compact == b.compact {
            return NameComparison(score: 1, reasons: [Reason(a: a.raw, b: b.raw, how: .same, similarity: 1)])
        }
        let isPerson = a.kind == .person
        let pairs = NameAlignment.align(a, b)
        var reasons: [Reason] = []
        var sums = Sums()
        var leftA = Set(a.words.indices)
        var leftB = Set(b.words.indices)
        for pair in pairs {
            leftA.subtract(pair.a)
            leftB.subtract(pair.b)
            let weightA = pair.a.reduce(0) { $0 + a.words[$1].weight }
            let weightB = pair.b.reduce(0) { $0 + b.words[$1].weight }
            // One letter says less than the name it stands for; letters for a whole name say all of it.
            let isLetter = pair.how == .initial && pair.a.count == pair.b.count
            let weight = isLetter ? min(weightA, weightB) : (weightA + weightB) / 2
            sums.met += weight * pair.similarity
            sums.conflict += weight * (1 - pair.similarity) * 0.5
            if isLetter { sums.extra += abs(weightA - weightB) }
            if a.words[pair.a.lowerBound].role == .name { sums.telling += weight }
            reasons.append(
                Reason(a: text(a, pair.a), b: text(b, pair.b), how: pair.how, similarity: pair.similarity)
            )
        }
        if isPerson { weighLikenesses(a, &leftA, b, &leftB, &sums, &reasons) }
        weighRest(a, leftA.sorted(), b, leftB.sorted(), isPerson, &sums, &reasons)
        var score = 0.0
        if sums.met > 0 {
            score = sums.met / (sums.met + 2 * sums.conflict + (isPerson ? 0.12 : 0.5) * sums.extra)
        }
        if a.words.count != b.words.count, isOneRun(a, b) { score = max(score, 0.9) }
        score = min(score, isPerson ? personLimit(a, b, pairs) : bodyLimit(a, b, sums))
        return NameComparison(score: score, reasons: reasons)
    }

    /// Whether the letters are the same, or one or two edits apart in a long name, when the gaps are left out.
    private static func isOneRun(_ a: WholeName, _ b: WholeName) -> Bool {
        let one = a.words.map(\.text).joined()
        let other = b.words.map(\.text).joined()
        let length = min(one.utf8.count, other.utf8.count)
        guard length >= 8, abs(one.utf8.count - other.utf8.count) <= 2 else { return false }
        return EditDistance.alignment(one.utf8Span.span, other.utf8Span.span) <= (length >= 16 ? 2 : 1)
    }

    private static func text(_ name: WholeName, _ range: Range<Int>) -> String {
        range.map { name.words[$0].text }.joined(separator: " ")
    }

    /// Pairs of names that are alike but not enough to be one: met in part, and a conflict by what they lack.
    private static func weighLikenesses(
        _ a: WholeName,
        _ leftA: inout Set<Int>,
        _ b: WholeName,
        _ leftB: inout Set<Int>,
        _ sums: inout Sums,
        _ reasons: inout [Reason]
    ) {
        while true {
            var best: (i: Int, j: Int, likeness: Double)?
            for i in leftA.sorted() where a.words[i].role == .name {
                for j in leftB.sorted() where b.words[j].role == .name {
                    let likeness = NameAlignment.likeness(a.words[i], b.words[j])
                    let isBetter = best.map { found in
                        // The sum of places breaks ties alike in both directions.
                        (likeness, -(i + j)) > (found.likeness, -(found.i + found.j))
                    }
                    let isBent = max(a.words[i].script, b.words[j].script) == .other
                    if likeness >= (isBent ? 0.55 : 0.62), isBetter ?? true { best = (i, j, likeness) }
                }
            }
            guard let (i, j, likeness) = best else { return }
            leftA.remove(i)
            leftB.remove(j)
            sums.met += 0.75 * likeness
            sums.conflict += 0.8 * (1 - likeness)
            reasons.append(Reason(a: a.words[i].text, b: b.words[j].text, how: .typo, similarity: likeness))
        }
    }

    /// Sets the words that met none against each other: what both sides have left is a conflict, the rest an extra.
    private static func weighRest(
        _ a: WholeName,
        _ leftA: [Int],
        _ b: WholeName,
        _ leftB: [Int],
        _ isPerson: Bool,
        _ sums: inout Sums,
        _ reasons: inout [Reason]
    ) {
        // A place left on one side only is an extra; against another place it is as telling as a name. So is a letter
        // that begins none of the names left on the other side.
        let placesMeet = leftA.contains { a.words[$0].role == .place } && leftB.contains { b.words[$0].role == .place }
        func hasName(_ name: WholeName, _ left: [Int]) -> Bool {
            left.contains { name.words[$0].role == .name || name.words[$0].role == .initial }
        }
        let namesMeet = isPerson && hasName(a, leftA) && hasName(b, leftB)
        func weight(_ word: NameWord) -> Double {
            word.role == .place && placesMeet || word.role == .initial && namesMeet ? 0.8 : word.weight
        }
        let sumA = leftA.reduce(0) { $0 + weight(a.words[$1]) }
        let sumB = leftB.reduce(0) { $0 + weight(b.words[$1]) }
        let both = min(sumA, sumB)
        sums.conflict += both
        sums.extra += abs(sumA - sumB)
        let how: How = both > 0.2 ? .conflict : .extra
        for index in leftA { reasons.append(Reason(a: a.words[index].text, b: "", how: how, similarity: 0)) }
        for index in leftB { reasons.append(Reason(a: "", b: b.words[index].text, how: how, similarity: 0)) }
    }

    /// One name of several is no person yet, unless it came with a title (`President Erdoğan`).
    private static func personLimit(_ a: WholeName, _ b: WholeName, _ pairs: [NameAlignment.Pair]) -> Double {
        func names(_ name: WholeName) -> Int { name.words.count { $0.role == .name } }
        let fewer = names(a) <= names(b) ? a : b
        let more = names(a) <= names(b) ? b : a
        guard names(fewer) == 1, names(more) > 1, !fewer.words.contains(where: { $0.role == .initial }) else {
            return 1
        }
        // One word that is several words of the other is not one name of several.
        guard pairs.allSatisfy({ $0.a.count == 1 && $0.b.count == 1 }) else { return 1 }
        return fewer.words.contains { $0.role == .title } ? 0.74 : 0.6
    }

    /// Bodies that share only common words are two, and so are those with other numbers or other kinds of form.
    private static func bodyLimit(_ a: WholeName, _ b: WholeName, _ sums: Sums) -> Double {
        var limit = 1.0
        func numbers(_ name: WholeName) -> Set<String> { Set(name.words.filter { $0.role == .number }.map(\.key)) }
        let (numbersA, numbersB) = (numbers(a), numbers(b))
        if !numbersA.isEmpty, !numbersB.isEmpty, numbersA.isDisjoint(with: numbersB) { limit = 0.5 }
        if sums.telling == 0, sums.conflict + sums.extra > 0 { limit = min(limit, 0.6) }
        if !a.forms.isEmpty, !b.forms.isEmpty, a.forms.isDisjoint(with: b.forms) {
            let noProfit: Set<LegalForms.Family> = [.association, .state, .trader]
            limit = min(limit, a.forms.isDisjoint(with: noProfit) && b.forms.isDisjoint(with: noProfit) ? 0.95 : 0.65)
        }
        return limit
    }
}
