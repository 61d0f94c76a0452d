import CapabilityKit
import Linkage

extension Review {
    /// Answers `GET /review/why/{id}`.
    @Sendable static func whyPage(_ visit: Visit) async throws -> Page {
        let text = try visit.pathValue("id")
        guard let id = PersonID(text) else {
            throw Fault(.noSuchPerson, "`\(text)` does not name a person", help: "search again")
        }
        let found = try await visit.desk.joining(id, for: visit.requester)
        let mayJudge = visit.desk.offers(.judgeRecords, to: visit.requester)
        return whyPage(whyView(found, roster: visit.desk.roster, mayJudge: mayJudge))
    }

    /// Everything of the page, from one disclosure: the numbers are those of the joining itself.
    ///
    /// `mayJudge`: whether the asker may judge pairs; who may not is shown no way to it.
    static func whyView(_ found: Disclosure<JoiningReasons>, roster: Roster, mayJudge: Bool = false) -> WhyView {
        let members = found.content.picture.members.map(\.nominal)
        let name = members.lazy.compactMap(\.record.personName).first ?? "Name not held"
        let pairs = found.content.pairs.sorted { $0.explanation.totalBits < $1.explanation.totalBits }
        let weakest = pairs.first?.explanation.probability
        return WhyView(
            name: name,
            personAddress: Address("search", "person", found.content.picture.id.description),
            sentence: sentence(members: members, pairs: pairs),
            joined: weakest.map { Confidence(probability: $0) } ?? Confidence(bars: 5, word: "One record"),
            pairs: pairs.enumerated().map { place, pair in
                WhyView.Pair(
                    left: SourceLine(of: pair.a, roster: roster),
                    right: SourceLine(of: pair.b, roster: roster),
                    sentence: pair.explanation.sentence,
                    waterfall: Waterfall(pair.explanation, showsWords: true),
                    isWeakest: place == 0 && pairs.count > 1,
                    doubts: pair.explanation.steps.filter { $0.bits < 0 }.map { "\($0.field): \($0.level)" },
                    judgedBy: pair.madeBy.officer.map { "officer \($0)" },
                    judgeAddress: mayJudge
                        ? Address("review", "pair", RecordPair(pair.a.handle, pair.b.handle).description) : nil
                )
            },
            conflicts: conflicts(members, roster: roster),
            stamp: LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
        )
    }

    private static func sentence(members: [StoredRecord], pairs: [JoiningReasons.Pair]) -> String {
        guard members.count > 1 else { return "This person is one record; nothing has been joined to it." }
        let judged = pairs.count { $0.madeBy != .software }
        let forces = Set(members.map(\.record.id.source.force)).count
        return
            "Software holds \(Phrase.count(members.count, "record")) of \(Phrase.count(forces, "force")) to be of one "
            + "person, by \(Phrase.count(pairs.count, "comparison")). "
            + (judged == 0 ? "No person has checked it yet." : "A person has confirmed \(judged) of them.")
    }

    /// Birth dates and sexes on which the joined records disagree.
    static func conflicts(_ members: [StoredRecord], roster: Roster) -> [FactLine.Conflict] {
        let kinds: [(Attribute, String)] = [(.birthDate, "date of birth"), (.sex, "sex")]
        return kinds.flatMap { attribute, words -> [FactLine.Conflict] in
            let values = Dictionary(grouping: members.filter { $0.record[attribute] != nil }) {
                $0.record[attribute] ?? ""
            }
            guard values.count > 1 else { return [] }
            return values.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { value, records in
                FactLine.Conflict(
                    words: "\(words) in \(Phrase.count(records.count, "record"))",
                    value: CalendarDate(parsing: value).map(Phrase.day) ?? value,
                    sources: records.prefix(3).map { SourceLine(of: $0, roster: roster) }
                )
            }
        }
    }
}

extension JoinMaker {
    /// The number of the officer, when a person held it to be one.
    fileprivate var officer: String? {
        if case .person(let officer) = self { officer } else { nil }
    }
}
