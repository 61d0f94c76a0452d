import CapabilityKit

extension Contact {
    /// What is asked of every source for an incident: the number, the place, and whom a person attached.
    ///
    /// What is only recognised in the text is not asked about: that is for a person to begin.
    static func questions(for incident: Incident) -> [(subject: String, words: String)] {
        var asked: [(subject: String, words: String)] = []
        if let number = incident.call?.number, PhoneNumber(number) != nil {
            asked.append(("number", number))
        }
        if let place = incident.placeText ?? incident.call?.address, place.count { $0.isLetter } > 3 {
            asked.append(("place \(placeKey(place))", place))
        }
        let postcode = (incident.placeText ?? incident.call?.address).flatMap(postcode)
        for attachment in incident.attachments {
            switch attachment.kind {
            case .phone, .plate, .address, .postcode:
                asked.append(("\(attachment.kind.rawValue) \(attachment.key)", attachment.text))
            case .name:
                // One name alone speaks of thousands: where it was said narrows it.
                let name = attachment.name ?? attachment.text
                let words = name.contains(" ") ? name : [name, postcode].compactMap { $0 }.joined(separator: " ")
                asked.append(("name \(nameKey(name))", words))
            }
        }
        return asked
    }

    /// The postcode in an address, where there is one.
    static func postcode(in text: String) -> String? {
        recognise(text).first { $0.kind == .postcode }?.key
    }

    /// What is known so far from all sources: safety first.
    struct Known: Sendable {
        var facts: [SafetyFact] = []
        var people: [Person] = []
        var forces: [ForceLine] = []
        /// What was asked about, in words, with whether its answers are still at hand.
        var asked: [Asked] = []
        /// What should be asked about and was not, in words.
        var unasked: [String] = []
        /// Records that matched and were kept back.
        var withheld: [Withheld] = []
        /// The questions whose answers these are.
        var open: [OpenQuestion] = []
        /// Whether everybody has answered or the deadlines have passed.
        var hasEnded = true

        /// How many people each force is asked for at most, for one question.
        static let peopleMax = 10

        /// Somebody the sources hold.
        struct Person: Sendable {
            var key: String
            var name: String
            var born: String
            /// How they are tied to this call.
            var ties: Set<Tie>
            var sources: [SourceLine]
            var address: Address?
            var warnings: Int
            /// How many more sources hold them than are named.
            var moreSources: Int

            var more: String { moreSources > 0 ? " and \(moreSources) more" : "" }
        }

        /// How somebody found is tied to a call.
        enum Tie: Int, Hashable, Comparable {
            case number, place, named, maybe

            static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

            var words: String {
                switch self {
                case .number: "has this number"
                case .place: "lives here"
                case .named: "named by you"
                case .maybe: "may be meant"
                }
            }
        }

        /// One force over all questions.
        struct ForceLine: Sendable {
            var code: String
            var name: String
            var title: String
            /// `nil` while an answer is waited for.
            var state: AnswerState?
            /// How many records it said it holds, over all questions.
            var held: Int
        }

        /// One thing that was asked about.
        struct Asked: Sendable {
            var words: String
            var isAtHand: Bool
            /// Whether a force gave as many people as it was asked for at most: there may be more.
            var isCut = false
        }

        /// How many forces said what they hold.
        var answered: Int { forces.count { $0.state?.isAnswer ?? false } }
    }
}

extension Contact.Counter {
    /// Puts every question of an incident that this officer has not put yet; answers come in behind it.
    ///
    /// - Returns: whether anything was asked.
    @discardableResult
    func ask(about incident: Contact.Incident, put: [Look.Put], again: Bool = false) async throws -> Bool {
        let known = again ? [] : Set(put.map(\.subject))
        let fresh = Contact.questions(for: incident).filter { !known.contains($0.subject) }
        let requester = asking(for: incident.number), desk = desk
        try await withThrowingTaskGroup(of: (String, String).self) { group in
            for question in fresh {
                group.addTask {
                    let open = try await desk.askWidely(question.words, limit: Contact.Known.peopleMax, for: requester)
                    return (question.subject, open.disclosure)
                }
            }
            for try await (subject, disclosure) in group {
                try await note(subject, disclosure, of: incident.number)
            }
        }
        return !fresh.isEmpty
    }

    /// What the questions put for an incident have brought so far.
    func known(_ put: [Look.Put], about incident: Contact.Incident) async throws -> Contact.Known {
        var ofAll = Contact.Known()
        var found: [Found] = []
        var states: [ForceCode: [AnswerState?]] = [:]
        let requester = asking(for: incident.number)
        let known = Set(put.map(\.subject))
        ofAll.unasked = Contact.questions(for: incident).map(\.subject).filter { !known.contains($0) }.map(Self.words)
        for put in put {
            let words = Self.words(put.subject)
            guard let open = try await desk.question(put.disclosure, for: requester) else {
                ofAll.asked.append(Contact.Known.Asked(words: words, isAtHand: false))
                continue
            }
            let state = await open.now
            let most = Dictionary(grouping: state.people, by: \.force).values.map(\.count).max() ?? 0
            ofAll.asked.append(
                Contact.Known.Asked(words: words, isAtHand: true, isCut: most >= Contact.Known.peopleMax)
            )
            ofAll.open.append(open)
            ofAll.hasEnded = ofAll.hasEnded && state.hasEnded
            ofAll.withheld += state.withheld
            for line in state.forces { states[line.force, default: []].append(line.state) }
            for person in try await desk.joinedAcross(state) {
                take(person, from: put, of: open, about: incident, into: &found)
            }
        }
        ofAll.forces = states.map { force, said in
            Contact.Known.ForceLine(
                code: force.description,
                name: desk.roster[force]?.abbreviation ?? force.description,
                title: desk.roster[force]?.shortName ?? force.description,
                state: Self.most(said),
                held: said.reduce(0) { if case .answered(let count) = $1 { $0 + count } else { $0 } }
            )
        }.sorted { $0.code < $1.code }
        let today = desk.today
        let tied = found.filter { $0.ties != [.maybe] }
        ofAll.facts = Contact.dangers(
            tied.map { ($0.name, $0.members.flatMap(\.statements)) },
            by: rulebook.warnings,
            roster: desk.roster,
            today: today
        ).map { fact in
            var fact = fact
            if desk.neighbours != nil { fact.source.address = nil }
            return fact
        }
        ofAll.people = found.map { person($0, today: today) }.sorted {
            (($0.ties.min() ?? .maybe), $1.warnings, $0.name) < (($1.ties.min() ?? .maybe), $0.warnings, $1.name)
        }
        return ofAll
    }

    /// Somebody found, before it is drawn.
    private struct Found {
        var members: [PersonPicture.Member]
        var ids: Set<RecordID>
        var ties: Set<Contact.Known.Tie>
        var key: String
        var disclosure: String

        var name: String { members.lazy.compactMap { $0.nominal.record.personName }.first ?? "no name held" }
    }

    private func take(
        _ person: AcrossPerson,
        from put: Look.Put,
        of open: OpenQuestion,
        about incident: Contact.Incident,
        into found: inout [Found]
    ) {
        let members = person.members, ids = Set(members.map(\.nominal.record.id))
        let ties = Self.ties(of: members, about: incident)
        if let place = found.firstIndex(where: { !$0.ids.isDisjoint(with: ids) }) {
            let known = found[place].ids
            found[place].members += members.filter { !known.contains($0.nominal.record.id) }
            found[place].ids.formUnion(ids)
            found[place].ties.formUnion(ties)
            if found[place].ties.count > 1 { found[place].ties.remove(.maybe) }
        } else {
            found.append(
                Found(members: members, ids: ids, ties: ties, key: person.key, disclosure: open.disclosure)
            )
        }
    }

    /// How the records themselves tie somebody to a call; a name that matched alone ties nobody.
    private static func ties(
        of members: [PersonPicture.Member],
        about incident: Contact.Incident
    ) -> Set<Contact.Known.Tie> {
        var ties: Set<Contact.Known.Tie> = []
        let number = incident.call?.numberKey
        let place = (incident.placeText ?? incident.call?.address).map(Contact.placeKey)
        for member in members {
            for statement in [member.nominal] + member.statements {
                let record = statement.record
                if let number, let phone = record[.phoneNumber], PhoneNumber(phone)?.description == number {
                    ties.insert(.number)
                }
                if let place, let line = record[.addressLine], Contact.placeKey(line) == place { ties.insert(.place) }
            }
            let id = member.nominal.record.id.description
            if incident.attachments.contains(where: { $0.key == id }) { ties.insert(.named) }
        }
        return ties.isEmpty ? [.maybe] : ties
    }

    private func person(_ found: Found, today: CalendarDate) -> Contact.Known.Person {
        let nominals = found.members.map(\.nominal)
        let born = nominals.lazy.compactMap { $0.record[.birthDate].flatMap { CalendarDate(parsing: $0) } }.first
        let age = born?.age(on: today).map { ", \($0)" } ?? ""
        var seen: Set<Source> = []
        let apart = nominals.filter { seen.insert($0.record.id.source).inserted }
        let sources = apart.prefix(3).map { stored in
            var line = SourceLine(of: stored, roster: desk.roster)
            if desk.neighbours != nil { line.address = nil }
            return line
        }
        let markers = found.members.flatMap(\.statements).count { $0.record.id.kind == .marker }
        let address: Address? =
            desk.neighbours == nil
            ? nominals.first.map { Address("search", "record", $0.record.id.description) }
            : Address("search").with("across", found.disclosure).with("p", found.key)
        return Contact.Known.Person(
            key: nominals.first?.record.id.description ?? "",
            name: found.name,
            born: age,
            ties: found.ties,
            sources: Array(sources),
            address: address,
            warnings: markers,
            moreSources: apart.count - sources.count
        )
    }

    /// What a question is about, in words.
    private static func words(_ subject: String) -> String { subject == "number" ? "the caller's number" : subject }

    /// What a force said to several questions, in one: what is missing or was refused counts before what was said.
    private static func most(_ said: [AnswerState?]) -> AnswerState? {
        guard said.allSatisfy({ $0 != nil }) else { return nil }
        let states = said.compactMap { $0 }
        if let silence = states.first(where: { !$0.isAnswer && !$0.isReply }) { return silence }
        if let refusal = states.first(where: { !$0.isAnswer }) { return refusal }
        let held = states.reduce(0) { if case .answered(let count) = $1 { $0 + count } else { $0 } }
        return held > 0 ? .answered(held: held) : states.first
    }

    /// What went wrong with something that follows from an act and takes nothing of it back.
    func failure(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return (error as? Fault)?.message ?? "the questions could not be put" }
    }
}
