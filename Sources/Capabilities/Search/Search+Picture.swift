import CapabilityKit

extension Search {
    /// One person found, as a line of the results.
    static func hit(
        _ hit: PersonHit,
        query: String,
        place: Int,
        visit: Visit,
        chips: Chips,
        today: CalendarDate
    ) -> SearchView.Hit {
        let picture = PersonPicture(id: hit.person, members: hit.members)
        let facts = Facts(picture: picture, chips: chips, today: today)
        let terms = Array(Set(hit.matched.map(\.storedWord))).sorted()
        let born = facts.birthDates.first.flatMap { CalendarDate(parsing: $0.value) }
        var vitals: [String] = []
        if let born { vitals.append("born \(Phrase.shortDay(born))" + (born.age(on: today).map { ", \($0)" } ?? "")) }
        if let home = facts.homes.first { vitals.append(home.value) }
        let matching = facts.lines.filter { line in
            line.label != "Names" && line.label != "Born" && line.label != "Lives at"
                && terms.contains { line.value.lowercased().contains($0.lowercased()) }
        }
        return SearchView.Hit(
            name: facts.name,
            address: visit.asking(query, at: address(of: hit.person)).with("n", String(place)),
            vitals: vitals,
            warnings: warnings(picture, chips: chips, today: today),
            facts: Array(facts.lines.prefix { $0.label == "Names" }) + matching.prefix(3),
            terms: terms,
            records: records(of: picture)
        )
    }

    /// Everything of the page of a person.
    static func personView(
        _ found: Disclosure<PersonPicture>,
        chips: Chips,
        years: Int?,
        today: CalendarDate,
        base: BaseMap?
    ) -> PersonView {
        let picture = found.content
        let facts = Facts(picture: picture, chips: chips, today: today)
        let warnings = warnings(picture, chips: chips, today: today)
        let late = warnings.count { $0.overdue != nil }
        let checked =
            "Checked \(Phrase.time(found.at)). \(late == 0 ? "None overdue for review." : "\(late) overdue for review.")"
        var view = PersonView(
            name: facts.name,
            records: records(of: picture),
            answers: answers(found.answers, roster: chips.roster),
            warnings: WarningPanel(warnings: warnings, checked: checked),
            today: today,
            stamp: stamp(found)
        )
        view.knownAs = facts.knownAs
        if let born = facts.birthDates.first.flatMap({ CalendarDate(parsing: $0.value) }) {
            view.vitals.append(.init("born", Phrase.shortDay(born), born.age(on: today).map { ", \($0)" } ?? ""))
        }
        if let sex = picture.members.lazy.compactMap({ $0.nominal.record[.sex] }).first {
            view.vitals.append(.init("", sex))
        }
        if let home = facts.homes.first { view.vitals.append(.init("lives", home.value)) }
        view.joined = picture.joins.map(\.probability).min().map { Confidence(probability: $0) }
        if picture.members.count > 1 { view.whyAddress = Address("review", "why", picture.id.description) }
        view.facts = facts.lines
        view.since = years.flatMap { CalendarDate(year: Int(today.year) - $0, month: 1, day: 1) }
        view.events = events(picture, chips: chips)
        view.ranges = [1, 4, nil].map { (length: Int?) in
            PersonView.Range(
                label: length.map { "\($0)y" } ?? "All",
                address: address(of: picture.id).with("years", length.map { String($0) } ?? "all"),
                isCurrent: length == years
            )
        }
        view.links = links(picture, facts: facts, hasWarnings: !warnings.isEmpty, chips: chips)
        view.map = map(picture, base: base)
        view.weakest = picture.weakest.map { pair in
            PersonView.Weakest(
                left: chips.chip(pair.a),
                right: chips.chip(pair.b),
                waterfall: Waterfall(pair.explanation, showsWords: false)
            )
        }
        view.sources = sources(picture, chips: chips, today: today)
        return view
    }

    /// `6 records from 3 forces`.
    static func records(of picture: PersonPicture) -> String {
        let forces = Set(picture.members.map(\.nominal.record.id.source.force)).count
        return "\(Phrase.count(picture.members.count, "record")) from \(Phrase.count(forces, "force"))"
    }

    private static func sources(
        _ picture: PersonPicture,
        chips: Chips,
        today: CalendarDate
    ) -> [PersonView.HeldSource] {
        picture.members.enumerated().map { place, member in
            let handle = member.nominal.handle
            let edge = picture.joins.first { $0.a == handle || $0.b == handle }
            let review = member.nominal.record.reviewOn
            let owner = chips.roster[member.nominal.record.id.source.force]?.shortName
            return PersonView.HeldSource(
                source: chips.chip(member.nominal),
                gives: gives(member),
                handling: "\(owner ?? "owner not on the roster") · \(member.nominal.record.marking.description)",
                joined: place == 0 || edge == nil
                    ? Confidence(bars: 5, word: place == 0 ? "Seed" : "Alone")
                    : Confidence(probability: edge?.probability ?? 0),
                review: review.map { "\($0 < today ? "overdue since" : "due") \(Phrase.shortDay($0))" } ?? "no date",
                isOverdue: review.map { $0 < today } ?? false
            )
        }
    }

    private static func gives(_ member: PersonPicture.Member) -> String {
        let counts: [(RecordKind, String, String)] = [
            (.alias, "alias", "aliases"), (.residence, "address", "addresses"), (.contact, "contact", "contacts"),
            (.identifier, "identifier", "identifiers"), (.marker, "warning", "warnings"),
        ]
        var parts = ["name"]
        if member.nominal.record[.birthDate] != nil { parts.append("birth date") }
        for (kind, one, many) in counts {
            let count = member.statements.count { $0.record.id.kind == kind }
            if count > 0 { parts.append(Phrase.count(count, one, many)) }
        }
        return Phrase.list(parts)
    }
}
