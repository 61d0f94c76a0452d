import Ledger
import Policy
import Vocabulary

/// An officer's own authorities, and what waits for a decision of theirs.
package struct OwnAuthorities: Sendable {
    package var own: [AuthorityGrant]
    /// Authorities of the force that wait for an officer of rank: what is asked for, and word of mouth not confirmed.
    package var waiting: [AuthorityGrant]
}

extension Desk {
    /// How far back authorities are listed, in milliseconds.
    private static let listed: Int64 = 90 * 86_400_000

    /// An officer's own authorities of the last ninety days, newest first.
    package func authorities(for requester: Requester) async throws -> Disclosure<OwnAuthorities> {
        try await disclose(.ownAuthorities, asked: "own authorities", for: requester) { _ in
            let since = clock().milliseconds - Self.listed
            var found = OwnAuthorities(own: try await grants.own(requester.officer, since: since), waiting: [])
            if offers(.grantAuthority, to: requester) {
                found.waiting = try await grants.waiting(in: requester.officer.force).filter {
                    $0.officer != requester.officer.number
                }
            }
            return Retrieved(content: found, released: [])
        }
    }

    /// Everybody's emergencies, authorities, statements and answers of the last ninety days, and all outstanding.
    package func oversight(for requester: Requester) async throws -> Disclosure<[AuthorityGrant]> {
        try await disclose(.overseeAuthorities, asked: "authorities of everybody", for: requester) { _ in
            let found = try await grants.since(clock().milliseconds - Self.listed)
            return Retrieved(content: found.filter { $0.force == requester.officer.force }, released: [])
        }
    }

    /// Asks for, gives, uses or accounts for an authority: logged first, and in force when it returns.
    ///
    /// - Returns: the grant as it now stands.
    /// - Throws: ``Fault`` `authority.words_needed`, `authority.unknown`, `authority.rank`, `authority.settled`,
    ///   `policy.not_permitted`.
    @discardableResult
    package func perform(_ act: AuthorityAct, for requester: Requester) async throws -> AuthorityGrant {
        let rules = try await permit(act.permission, asked: act.asked, for: requester)
        let words = act.words.trimmedWords
        guard words.utf8.count <= Self.reasonMax else {
            throw Fault(.reasonLong, "the reason is longer than \(Self.reasonMax) bytes", help: "shorten it")
        }
        guard words.utf8.count >= 10 else {
            throw Fault(.wordsNeeded, "the reason is missing or too short", help: "say why in a sentence")
        }
        switch act {
        case .emergency, .sensitive, .ask, .oral:
            let drafted = try await draft(act, words: words, for: requester)
            let entry = try await log(act, words: words, rules: rules, for: drafted.requester)
            var begun = drafted.grant
            begun.id = entry
            try await grants.add(begun)
            return begun
        case .justify(let id, _), .grant(let id, _), .decline(let id, _), .answer(let id, _, _, _):
            guard let found = try await grants.grant(id) else { throw Self.unknown(id) }
            let settled = try await settled(found, by: act, words: words, rules: rules, for: requester)
            _ = try await log(act, words: words, rules: rules, for: requester)
            guard try await grants.settle(settled) else { throw Self.alreadySettled(id) }
            return settled
        }
    }

    /// What begins, before it has a number.
    private func draft(
        _ act: AuthorityAct,
        words: String,
        for requester: Requester
    ) async throws -> (grant: AuthorityGrant, requester: Requester) {
        let now = clock().milliseconds, tables = rulebook.authority
        switch act {
        case .emergency:
            guard let rule = tables.emergency(on: today) else {
                throw Fault(.authorityUnknown, "no rule of emergency access counts today", help: "ask a duty manager")
            }
            var requester = requester
            requester.authority.purpose = Self.emergencyPurpose
            var begun = grant(0, .emergency, code: "threat-to-life", words: words, for: requester)
            begun.endsAt = now + Int64(rule.minutes) * 60_000
            begun.dueAt = now + Int64(rule.justifyHours) * 3_600_000
            return (begun, requester)
        case .sensitive(let category, let condition, _):
            guard let known = tables.categories(on: today).first(where: { $0.code == category }),
                let basis = tables.sensitive.conditions.first(where: {
                    $0.code == condition && $0.isEffective(on: today)
                })
            else {
                throw Fault(
                    .authorityUnknown,
                    "`\(category)` under `\(condition)` is not in the tables",
                    help: "choose a category of DPA 2018 s.35(8) and a condition of Schedule 8 from the lists"
                )
            }
            try needsReference(requester)
            var begun = grant(0, .sensitive, code: known.code, words: words, for: requester)
            begun.rank = basis.code
            begun.endsAt = now + Int64(tables.sensitive.hours) * 3_600_000
            return (begun, requester)
        case .ask(let code, _):
            let kind = try kind(code)
            try needsReference(requester)
            var asked = grant(0, .written, code: kind.code, words: words, for: requester)
            asked.dueAt = 0
            return (asked, requester)
        case .oral(let code, let spoken, let rank, _):
            let kind = try kind(code)
            let by = spoken.trimmedWords
            try needsReference(requester)
            let earlier = try await grants.own(requester.officer, since: 0)
            guard !earlier.contains(where: { $0.kind == .oral && $0.settledAt == nil && $0.code == kind.code }) else {
                throw Fault(
                    .authoritySettled,
                    "an earlier one by word of mouth is not confirmed yet",
                    help: "have it confirmed or declined first"
                )
            }
            guard kind.oralRanks.contains(rank) else {
                throw Fault(
                    .authorityRank,
                    "`\(rank)` may not give this by word of mouth",
                    help: kind.oralRanks.isEmpty
                        ? "ask for it in writing" : "it is for: \(kind.oralRanks.joined(separator: ", "))"
                )
            }
            guard !by.isEmpty, by.utf8.count <= 40, by != requester.officer.number else {
                throw Fault(.authorityRank, "nobody authorises their own enquiry", help: "name who gave it")
            }
            var begun = grant(0, .oral, code: kind.code, words: words, for: requester)
            (begun.authoriser, begun.rank) = (by, rank)
            begun.endsAt = now + Int64(kind.oralHours) * 3_600_000
            begun.dueAt = now + Int64(kind.confirmHours) * 3_600_000
            return (begun, requester)
        case .justify, .grant, .decline, .answer:
            throw Fault(.authorityUnknown, "this settles what there is", help: "give its number")
        }
    }

    /// What there is, settled by an act that may settle it.
    private func settled(
        _ found: AuthorityGrant,
        by act: AuthorityAct,
        words: String,
        rules: [String],
        for requester: Requester
    ) async throws -> AuthorityGrant {
        guard found.isOutstanding else { throw Self.alreadySettled(found.id) }
        let now = clock(), officer = requester.officer
        let isOwn = found.officer == officer.number && found.force == officer.force
        var settled = found
        (settled.settledAt, settled.settledBy, settled.settledWords) = (now, officer.number, words)
        switch (act, found.kind) {
        case (.justify, .emergency) where isOwn: break
        case (.answer(_, let answer, let urn, _), .surveillance) where isOwn:
            guard answer == .isNot || !urn.isEmpty && urn.utf8.count <= 80 else {
                throw Fault(
                    .wordsNeeded,
                    "the URN of the authority is missing",
                    help: "give it as it stands on the DSA"
                )
            }
            settled.code = answer.rawValue
            settled.authoriser = answer == .isAuthorised ? urn : ""
            let days = rulebook.authority.surveillance(on: today)?.answerDays ?? 1
            settled.endsAt = now.milliseconds + Int64(days) * 86_400_000
        case (.grant, .written), (.grant, .oral), (.decline, .written), (.decline, .oral):
            let kind = try kind(found.code)
            let ranks = found.kind == .oral ? kind.ranks + kind.oralRanks : kind.ranks
            guard !isOwn, found.force == officer.force, let rank = officer.rank, ranks.contains(rank)
            else {
                let reason = isOwn ? "nobody authorises their own enquiry" : "your rank may not authorise this"
                let entry = try await refuse(
                    act.permission.description,
                    asked: act.asked,
                    reason: reason,
                    policies: rules,
                    for: requester
                )
                throw Fault(
                    .authorityRank,
                    reason,
                    help: "it is for: \(ranks.joined(separator: ", ")); the refusal is entry \(entry) in the log"
                )
            }
            guard found.kind == .written || found.authoriser == officer.number else {
                throw Fault(
                    .authorityRank,
                    "`\(found.authoriser)` is said to have given this by word of mouth",
                    help: "who gave it confirms it"
                )
            }
            (settled.authoriser, settled.rank) = (officer.number, rank)
            switch (act, found.kind) {
            case (.decline, _): settled.endsAt = 0
            case (_, .oral):
                let hours = Int64(kind.confirmedHours ?? kind.oralHours)
                settled.endsAt = found.beganAt.milliseconds + hours * 3_600_000
            default: settled.endsAt = now.milliseconds + Int64(kind.writtenHours) * 3_600_000
            }
        default: throw Self.unknown(found.id)
        }
        return settled
    }

    private func kind(_ code: String) throws -> AuthorityRules.AuthorityKind {
        if let kind = rulebook.authority.kind(code, on: today) { return kind }
        throw Fault(
            .authorityUnknown,
            "`\(code)` is not a kind of authority",
            help: "give one of: \(rulebook.authority.kinds.map(\.code).joined(separator: ", "))"
        )
    }

    private func needsReference(_ requester: Requester) throws {
        guard requester.authority.reference.isEmpty || rulebook.purposes[requester.authority.purpose] == nil else {
            return
        }
        throw Fault(
            .wordsNeeded,
            "an authority is for one purpose and one reference",
            help: "choose a purpose of the list and give the incident, operation or warrant"
        )
    }

    private func log(
        _ act: AuthorityAct,
        words: String,
        rules: [String],
        for requester: Requester
    ) async throws -> UInt64 {
        var details = ["words": words]
        if case .answer(_, _, let urn, _) = act, !urn.isEmpty { details["urn"] = urn }
        let body = LedgerEntryBody(
            operation: act.ledgerKind,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: act.permission.description,
            asked: act.asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: details
        )
        return try await ledger.append(kind: act.ledgerKind, body: body.encoded()).index
    }

    private static func unknown(_ id: UInt64) -> Fault {
        Fault(
            .authorityUnknown,
            "there is no such thing under entry \(id) for you to settle",
            help: "load the list again"
        )
    }

    private static func alreadySettled(_ id: UInt64) -> Fault {
        Fault(.authoritySettled, "what entry \(id) began is settled already", help: "load the list again")
    }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmedWords: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
