import Federation
import Testing
import Vocabulary

@Suite("Settling, at the force that asks") struct SettlingAskerTests {
    static let now = Timestamp(milliseconds: 0)

    /// A settlement whose two forces may be sent the question.
    static func begun() throws -> (machine: AskerSettling, forces: [ForceCode]) {
        let forces = [try FanOutCase.force(1), try FanOutCase.force(2)]
        var machine = AskerSettling(disclosure: "d", asker: forces[0])
        let out = machine.handle(.begin(forces), at: now)
        let entry = SettlingEntry(.asked, disclosure: "d", asker: forces[0], forces: forces)
        #expect(out == [.append(entry)], "nothing is sent before it is durable")
        let next = machine.handle(.recorded(entry, entry: 10), at: now)
        #expect(next.last == .send(forces))
        return (machine, forces)
    }

    static func appended(_ out: [AskerSettling.Instruction]) throws -> SettlingEntry {
        for case .append(let entry) in out { return entry }
        return try #require(nil)
    }

    @Test("An answer is shown once its entry is durable, and the force is then told")
    func shown() throws {
        var (machine, forces) = try Self.begun()
        let out = machine.handle(.arrived([forces[1]]), at: Self.now)
        #expect(out.count == 1)
        let entry = try Self.appended(out)
        #expect(entry.outcome == .shown)
        let next = machine.handle(.recorded(entry, entry: 11), at: Self.now)
        let settlement = Settlement(disclosure: "d", asker: forces[0], outcome: .shown, entry: 11)
        #expect(Array(next.suffix(2)) == [.show([forces[1]], entry: 11), .tell(forces[1], settlement)])
    }

    @Test("What is open at the end is not shown, what comes after is never shown, and nobody has two outcomes")
    func closed() throws {
        var (machine, forces) = try Self.begun()
        let first = try Self.appended(machine.handle(.arrived([forces[0]]), at: Self.now))
        let rest = try Self.appended(machine.handle(.close(unsent: []), at: Self.now))
        #expect(rest.forces == [forces[1]], "the outcome of the other is on its way into the log")
        let second = machine.handle(.arrived([forces[1]]), at: Self.now)
        #expect(second == [.tooLate([forces[1]])])
        _ = machine.handle(.recorded(first, entry: 11), at: Self.now)
        _ = machine.handle(.recorded(rest, entry: 12), at: Self.now)
        #expect(machine.record?.asked.map(\.outcome) == [.shown, .notShown])
        #expect(machine.record?.isOpen == false)
        let third = machine.handle(.close(unsent: []), at: Self.now)
        #expect(third.isEmpty)
    }

    @Test("Nothing is shown or told after the log has failed")
    func failed() throws {
        var (machine, forces) = try Self.begun()
        let entry = try Self.appended(machine.handle(.arrived(forces), at: Self.now))
        let first = machine.handle(.failed(entry), at: Self.now)
        #expect(first.isEmpty)
        let second = machine.handle(.arrived(forces), at: Self.now)
        #expect(second.isEmpty)
        let third = machine.handle(.close(unsent: []), at: Self.now)
        #expect(third.isEmpty)
    }

    @Test("Given up while it was being logged, nothing is sent, and nobody need be told")
    func neverSent() throws {
        let force = try FanOutCase.force(1)
        var machine = AskerSettling(disclosure: "d", asker: force)
        let asked = try Self.appended(machine.handle(.begin([force]), at: Self.now))
        let first = machine.handle(.close(unsent: []), at: Self.now)
        #expect(first.isEmpty)
        let out = machine.handle(.recorded(asked, entry: 1), at: Self.now)
        #expect(!out.contains(.send([force])))
        let end = try Self.appended(out)
        let told = machine.handle(.recorded(end, entry: 2), at: Self.now)
        #expect(!told.contains { if case .tell = $0 { true } else { false } })
        #expect(machine.record?.isDone == true)
    }

    @Test("A force that does not acknowledge is told again, at intervals that double to an hour")
    func toldAgain() throws {
        var (machine, forces) = try Self.begun()
        let entry = try Self.appended(machine.handle(.arrived([forces[1]]), at: Self.now))
        _ = machine.handle(.recorded(entry, entry: 11), at: Self.now)
        var now = Self.now
        var waits: [Int64] = []
        for _ in 0..<14 {
            _ = machine.handle(.untold(forces[1]), at: now)
            let wake = try #require(machine.wakeAt)
            let first = machine.handle(.tick, at: Timestamp(milliseconds: wake.milliseconds - 1))
            #expect(first.isEmpty)
            let out = machine.handle(.tick, at: wake)
            #expect(out.contains { if case .tell(forces[1], _) = $0 { true } else { false } })
            waits.append(wake.milliseconds - now.milliseconds)
            now = wake
        }
        #expect(waits.prefix(3) == [1_000, 2_000, 4_000])
        #expect(waits.last == 3_600_000)
        _ = machine.handle(.told(forces[1]), at: now)
        #expect(machine.wakeAt == nil)
    }

    @Test("The record follows from the log, so that a node that stopped settles what was open")
    func restart() throws {
        let (before, forces) = try Self.begun()
        var records: [String: AskingRecord] = [:]
        let asked = SettlingEntry(.asked, disclosure: "d", asker: forces[0], forces: forces)
        AskingRecord.follow(asked, at: 10, into: &records)
        #expect(records["d"] == before.record)
        let shown = SettlingEntry(.outcome, disclosure: "d", asker: forces[0], forces: [forces[1]], outcome: .shown)
        AskingRecord.follow(shown, at: 11, into: &records)
        var machine = AskerSettling(try #require(records["d"]))
        let rest = try Self.appended(machine.handle(.close(unsent: []), at: Self.now))
        #expect(rest.forces == [forces[0]])
        #expect(rest.outcome == .notShown)
        let due = machine.handle(.tick, at: Self.now)
        let settlement = Settlement(disclosure: "d", asker: forces[0], outcome: .shown, entry: 11)
        #expect(due == [.tell(forces[1], settlement)])
    }
}

@Suite("Settling, at the force that answers") struct SettlingAnswererTests {
    static func asked() throws -> (machine: AnswererSettling, question: Question) {
        let question = try FanOutCase.question()
        var machine = AnswererSettling(disclosure: "d", asker: question.asker)
        let out = machine.handle(.question(question))
        #expect(out == [.judge(question)])
        return (machine, question)
    }

    static func entry(_ out: [AnswererSettling.Instruction]) throws -> SettlingEntry {
        for case .append(let entry) in out { return entry }
        return try #require(nil)
    }

    static func answered() throws -> (machine: AnswererSettling, question: Question, answer: Answer) {
        var (machine, question) = try asked()
        let said = FanOutCase.answer(try FanOutCase.force(2), .answered(held: 1), body: "{}")
        let out = machine.handle(.judged(said))
        #expect(!out.contains { if case .reply = $0 { true } else { false } }, "nothing leaves before it is durable")
        let next = machine.handle(.recorded(try entry(out), entry: 42))
        var answer = said
        answer.entry = 42
        #expect(next.last == .reply(answer))
        return (machine, question, answer)
    }

    static func settlement(_ outcome: Settlement.Outcome = .shown) throws -> Settlement {
        Settlement(disclosure: "d", asker: try FanOutCase.force(1), outcome: outcome, entry: 9)
    }

    @Test("The same question again gets the same answer, without a second entry")
    func again() throws {
        var (machine, question, answer) = try Self.answered()
        let first = machine.handle(.question(question))
        #expect(first == [.reply(answer)])
        let (judging, same) = try Self.asked()
        var waiting = judging
        let second = waiting.handle(.question(same))
        #expect(second.isEmpty, "while it is judged, whoever asks again waits")
    }

    @Test("An answer whose records were recalled is found anew; what is settled is not")
    func withdrawn() throws {
        var (machine, question, answer) = try Self.answered()
        let nothing = machine.handle(.withdrawn)
        #expect(nothing.isEmpty)
        let out = machine.handle(.question(question))
        #expect(out == [.judge(question)])
        var later = answer
        (later.state, later.body) = (.nothingHeld, "")
        let judged = machine.handle(.judged(later))
        let recorded = machine.handle(.recorded(try Self.entry(judged), entry: 50))
        later.entry = 50
        #expect(recorded.last == .reply(later))
        let settling = try Self.entry(machine.handle(.settlement(try Self.settlement())))
        _ = machine.handle(.recorded(settling, entry: 51))
        _ = machine.handle(.withdrawn)
        let after = machine.handle(.question(question))
        #expect(after == [.refuse(.settled, question: question.fingerprint)])
    }

    @Test(
        "An answer that was withdrawn may have been shown before: to say so contradicts nothing, then or after a start"
    )
    func withdrawnThenShown() throws {
        for isRestarted in [false, true] {
            for again in 0..<3 {
                var (machine, question, answer) = try Self.answered()
                _ = machine.handle(.withdrawn)
                if again > 0 { _ = machine.handle(.question(question)) }
                if isRestarted { machine = AnswererSettling(try #require(machine.record)) }
                if again == 2, isRestarted { _ = machine.handle(.question(question)) }
                var out = machine.handle(.settlement(try Self.settlement()))
                if out.isEmpty {
                    // It waits for what is being judged, which then leaves no more.
                    answer.state = .nothingHeld
                    out = again == 1 ? machine.handle(.unjudged) : machine.handle(.judged(answer))
                    #expect(!out.contains { if case .reply = $0 { true } else { false } })
                }
                let entry = try Self.entry(out)
                #expect(entry.step == .settled && entry.outcome == .shown)
                #expect(!out.contains { if case .alarm = $0 { true } else { false } })
            }
        }
        // The log brings it back: an entry after the first one withdrew it.
        let force = try FanOutCase.force(1)
        var records: [AnsweringRecord.Key: AnsweringRecord] = [:]
        for index in [UInt64(10), 20, 10] {
            AnsweringRecord.follow(
                SettlingEntry(.answered, disclosure: "d", asker: force, forces: [], question: "q", answer: "\(index)"),
                at: index,
                into: &records
            )
        }
        let record = try #require(records.values.first)
        #expect(record.entry == 20 && record.withdrawn == 10)
        // What was kept for the second answer is what its entry brings back, though the first is read again before.
        let (_, _, answer) = try Self.answered()
        var kept = AnsweringRecord(disclosure: "d", asker: force, question: "q")
        (kept.answer, kept.withdrawn) = (answer, 10)
        records = [AnsweringRecord.Key(asker: force, disclosure: "d"): kept]
        for (index, said) in [(UInt64(10), "another"), (20, answer.fingerprint)] {
            AnsweringRecord.follow(
                SettlingEntry(.answered, disclosure: "d", asker: force, forces: [], question: "q", answer: said),
                at: index,
                into: &records
            )
        }
        let found = try #require(records.values.first)
        #expect(found.entry == 20 && found.withdrawn == 10 && found.answer?.body == answer.body)
    }

    @Test("After a crash an entry brings back the answer that it was written for, and no other")
    func otherAnswer() throws {
        let (machine, question, answer) = try Self.answered()
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
        var kept = try #require(machine.record)
        kept.entry = nil
        let entry = SettlingEntry(
            .answered,
            disclosure: key.disclosure,
            asker: key.asker,
            forces: [answer.force],
            question: question.fingerprint,
            said: "answered",
            answer: answer.fingerprint
        )
        var records = [key: kept]
        AnsweringRecord.follow(entry, at: 42, into: &records)
        #expect(records[key]?.answer == answer && records[key]?.entry == 42)
        kept.answer?.body = "{\"found\":\"anew\"}"
        records = [key: kept]
        AnsweringRecord.follow(entry, at: 42, into: &records)
        #expect(records[key]?.answer == nil && records[key]?.entry == 42)
    }

    @Test("The same id with other content is refused, and an alarm raised")
    func otherContent() throws {
        var (machine, question, _) = try Self.answered()
        question.body = "{\"x\":1}"
        let out = machine.handle(.question(question))
        #expect(out == [.refuse(.otherQuestion, question: question.fingerprint), .alarm(.otherQuestion)])
    }

    @Test("Every part of a question counts for its being the same")
    func fingerprint() throws {
        let question = try FanOutCase.question()
        var others: [Question] = []
        func change(_ change: (inout Question) -> Void) {
            var other = question
            change(&other)
            others.append(other)
        }
        change { $0.disclosure = "e" }
        change { $0.action = "search.person" }
        change { $0.asked += "x" }
        change { $0.body = "" }
        change { $0.at = Timestamp(milliseconds: 1) }
        change { $0.deadline = Timestamp(milliseconds: 1) }
        change { $0.officer.number = "1" }
        change { $0.officer.roles = [] }
        change { $0.officer.training = ["pnc"] }
        change { $0.officer.rank = "" }
        change { $0.authority.reference = "" }
        change { $0.authority.onBehalfOf = "" }
        change { ($0.action, $0.asked) = ("search.finda", " name") }
        #expect(Set(others.map(\.fingerprint) + [question.fingerprint]).count == others.count + 1)
    }

    @Test("A settlement is acknowledged once it is durable, and again when it is told again")
    func settled() throws {
        var (machine, question, _) = try Self.answered()
        let settlement = try Self.settlement()
        let entry = try Self.entry(machine.handle(.settlement(settlement)))
        #expect((entry.step, entry.outcome, entry.theirs) == (.settled, .shown, 9))
        let first = machine.handle(.settlement(settlement))
        #expect(first.isEmpty, "on its way into the log")
        let second = machine.handle(.recorded(entry, entry: 43))
        #expect(second.last == .acknowledge(settlement))
        let third = machine.handle(.settlement(settlement))
        #expect(third == [.acknowledge(settlement)])
        #expect(machine.record?.isOpen == false)
        let fourth = machine.handle(.question(question))
        #expect(
            fourth == [.refuse(.settled, question: question.fingerprint)],
            "no answer leaves any more"
        )
    }

    @Test("A second settlement that contradicts the first is refused, logged and alarmed")
    func contradiction() throws {
        var (machine, _, _) = try Self.answered()
        let entry = try Self.entry(machine.handle(.settlement(try Self.settlement())))
        _ = machine.handle(.recorded(entry, entry: 43))
        let other = try Self.settlement(.notShown)
        let out = machine.handle(.settlement(other))
        #expect(try Self.entry(out).step == .contradiction)
        #expect(Array(out.suffix(2)) == [.refuseSettlement(other, .otherOutcome), .alarm(.otherOutcome)])
        #expect(machine.record?.settlement?.outcome == .shown)
    }

    @Test("What was never answered cannot have been shown")
    func neverAnswered() throws {
        var machine = AnswererSettling(disclosure: "d", asker: try FanOutCase.force(1))
        let out = machine.handle(.settlement(try Self.settlement()))
        #expect(out.last == .alarm(.neverAnswered))
    }

    @Test("A settlement that overtakes its question is kept, and the question is then refused")
    func overtaken() throws {
        var machine = AnswererSettling(disclosure: "d", asker: try FanOutCase.force(1))
        let entry = try Self.entry(machine.handle(.settlement(try Self.settlement(.notShown))))
        _ = machine.handle(.recorded(entry, entry: 1))
        var again = AnswererSettling(try #require(machine.record))
        let question = try FanOutCase.question()
        let out = again.handle(.question(question))
        #expect(out == [.refuse(.settled, question: question.fingerprint)])
    }

    @Test("A settlement that comes while the answer is judged keeps it from being logged or leaving")
    func givenUp() throws {
        var (machine, _) = try Self.asked()
        let first = machine.handle(.settlement(try Self.settlement(.notShown)))
        #expect(first.isEmpty)
        let out = machine.handle(.judged(FanOutCase.answer(try FanOutCase.force(2), .nothingHeld)))
        #expect(out.first == .refuse(.settled, question: nil))
        #expect(try Self.entry(out).step == .settled)
    }

    @Test("After a crash an answer counts if it is in the log, and is begun again if it is not")
    func restart() throws {
        var (machine, question) = try Self.asked()
        let out = machine.handle(.judged(FanOutCase.answer(try FanOutCase.force(2), .answered(held: 1), body: "{}")))
        guard case .keep(let kept)? = out.first else { return #expect(Bool(false)) }
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: "d")
        var forgotten = AnswererSettling(kept)
        let first = forgotten.handle(.question(question))
        #expect(first == [.judge(question)])
        var records = [key: kept]
        AnsweringRecord.follow(try Self.entry(out), at: 42, into: &records)
        var logged = AnswererSettling(try #require(records[key]))
        guard case .reply(let answer)? = logged.handle(.question(question)).first else { return #expect(Bool(false)) }
        #expect((answer.entry, answer.body) == (42, "{}"))
    }
}

@Suite("Recalls to other forces") struct RecallTellingTests {
    @Test("Everybody is told until they know, at intervals that double to an hour")
    func telling() throws {
        let forces = [try FanOutCase.force(1), try FanOutCase.force(2)]
        var recall = RecallTelling(notice: "r", entry: 3, recipients: forces)
        let now = Timestamp(milliseconds: 0)
        let first = recall.due(at: now)
        #expect(first == forces)
        let second = recall.due(at: now)
        #expect(second.isEmpty)
        recall.report(forces[0], isTold: true, at: now)
        recall.report(forces[1], isTold: false, at: now)
        #expect(recall.wakeAt == Timestamp(milliseconds: 1_000))
        let third = recall.due(at: Timestamp(milliseconds: 1_000))
        #expect(third == [forces[1]])
        #expect(!recall.isDone)
        recall.report(forces[1], isTold: true, at: now)
        #expect(recall.isDone)
        #expect(recall.wakeAt == nil)
    }
}
