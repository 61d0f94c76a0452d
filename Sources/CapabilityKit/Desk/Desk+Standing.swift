import Ledger
import Policy
import Vocabulary

extension Desk {
    /// What an officer has leave for beyond their role, for the purpose and reference they ask with.
    func standing(of requester: Requester) async throws -> Standing {
        let now = clock(), authority = requester.authority
        var standing = Standing()
        for grant in try await grants.running(of: requester.officer, at: now) where grant.isInForce(at: now) {
            if grant.kind == .emergency { standing.emergency = grant.id }
            guard grant.purpose == authority.purpose, grant.reference == authority.reference else { continue }
            switch grant.kind {
            case .written, .oral: standing.authorities[grant.code] = grant.id
            case .sensitive: standing.sensitive[grant.code] = SensitiveGround(entry: grant.id, condition: grant.rank)
            case .emergency, .surveillance: break
            }
        }
        return standing
    }

    /// Stops somebody who looks at the same person or vehicle again and again until they have said whether it is
    /// directed surveillance (RIPA 2000 s.26(2)); in an emergency nobody is stopped.
    ///
    /// - Throws: ``Fault`` `authority.surveillance_question`, after logging it; the number of that entry is the
    ///   question's.
    func askAboutLooking(
        at subjects: [RecordHandle],
        action: Permission,
        asked: String,
        _ standing: Standing,
        for requester: Requester
    ) async throws {
        guard !subjects.isEmpty, let rule = rulebook.authority.surveillance(on: today) else { return }
        if standing.emergency != nil, requester.authority.purpose == Self.emergencyPurpose { return }
        let now = clock()
        let since = now.milliseconds - Int64(rule.days) * 86_400_000
        let most = try await grants.mostLooks(by: requester.officer, at: subjects, since: since)
        guard let most, most.looks >= rule.looks else { return }
        let questions = try await grants.questions(to: requester.officer, about: subjects)
        if questions.contains(where: { $0.isInForce(at: now) }) { return }
        let words =
            "you have looked at this \(most.looks) times in \(rule.days) days: say whether it is directed surveillance"
        if questions.first(where: \.isOutstanding) == nil {
            let entry = try await refuse(action.description, asked: asked, reason: words, policies: [], for: requester)
            var question = grant(entry, .surveillance, code: "", words: "", for: requester)
            question.dueAt = now.milliseconds + Int64(rule.answerDays) * 86_400_000
            try await grants.add(question, subject: most.subject)
        } else {
            _ = try await refuse(action.description, asked: asked, reason: words, policies: [], for: requester)
        }
        throw Fault(
            .surveillanceQuestion,
            words,
            help: "answer on the page Authority, with the URN of the authority if there is one (\(rule.source))"
        )
    }

    /// The emergencies that must be seen on every page: one's own, and for those who are told, everybody's.
    ///
    /// It names officers and never what they look at.
    package func alarms(for requester: Requester) async throws -> [AuthorityGrant] {
        guard let rule = rulebook.authority.emergency(on: today) else { return [] }
        let officer = requester.officer, now = clock()
        let isTold = !officer.roles.isDisjoint(with: rule.alert)
        let isEscalatedTo = !officer.roles.isDisjoint(with: rule.escalate)
        return try await grants.emergencies(at: now).filter { grant in
            let isOwn = grant.officer == officer.number && grant.force == officer.force
            return isOwn || isTold && grant.isInForce(at: now) || isEscalatedTo && grant.isOverdue(at: now)
        }
    }

    /// Writes into the log, once each, what was not justified, confirmed or answered in time.
    package func escalate() async throws {
        let now = clock()
        for grant in try await grants.since(now.milliseconds)
        where grant.isOverdue(at: now) && grant.escalatedAt == nil {
            let node = Officer(number: "system", name: "The node itself", force: grant.force, roles: ["system"])
            let authority = Authority(purpose: "audit.lawfulness", reference: "entry \(grant.id)")
            let body = LedgerEntryBody(
                operation: .emergency,
                disclosure: newDisclosureID(),
                at: now,
                requester: Requester(officer: node, authority: authority),
                action: "authority.escalate",
                asked: "\(grant.kind.rawValue) \(grant.id) of \(grant.officer) was not settled in time",
                rules: [],
                rulesVersion: rulebook.version
            )
            // In the log first: an entry too many is harmless, one that is missing is not.
            _ = try await ledger.append(kind: .emergency, body: body.encoded())
            _ = try await grants.escalate(grant.id, at: now)
        }
    }

    /// Writes into the log that the rules of this node have changed.
    package func noteRules(changedFrom earlier: String, for requester: Requester) async throws {
        let body = LedgerEntryBody(
            operation: .system,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: "node.rules",
            asked: "the rules were changed",
            rules: [],
            rulesVersion: rulebook.version,
            details: ["earlier": earlier]
        )
        _ = try await ledger.append(kind: .system, body: body.encoded())
    }

    /// Writes into the log which version of the roster this node goes by, so that whoever watches the log sees a step back.
    package func noteRoster(version: Int, digest: String, for requester: Requester) async throws {
        let body = LedgerEntryBody(
            operation: .system,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: "node.roster",
            asked: "version \(version) of the roster",
            rules: [],
            rulesVersion: rulebook.version,
            details: ["digest": digest]
        )
        _ = try await ledger.append(kind: .system, body: body.encoded())
    }

    /// Writes into the log how the day of another log ended, so that whoever watches the one holds the other to it.
    package func noteSecurityLog(day: String, lines: Int, head: String, for requester: Requester) async throws {
        let body = LedgerEntryBody(
            operation: .system,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: "node.security_log",
            asked: "the log of security of \(day)",
            rules: [],
            rulesVersion: rulebook.version,
            details: ["day": day, "lines": "\(lines)", "head": head]
        )
        _ = try await ledger.append(kind: .system, body: body.encoded())
    }

    /// A grant of an officer that begins now and gives nothing yet.
    func grant(
        _ id: UInt64,
        _ kind: AuthorityGrant.Kind,
        code: String,
        words: String,
        for requester: Requester
    ) -> AuthorityGrant {
        AuthorityGrant(
            id: id,
            kind: kind,
            code: code,
            officer: requester.officer.number,
            force: requester.officer.force,
            purpose: requester.authority.purpose,
            reference: requester.authority.reference,
            words: words,
            authoriser: "",
            rank: "",
            beganAt: clock(),
            endsAt: 0,
            dueAt: 0,
            settledBy: "",
            settledWords: ""
        )
    }

    /// The purpose that emergency access is for.
    package static let emergencyPurpose = "life.protect"
}

extension Fault.Code {
    /// Repeated looking at one subject has not been accounted for.
    package static let surveillanceQuestion = Self("authority.surveillance_question", status: 403)
}
