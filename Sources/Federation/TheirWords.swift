import Vocabulary

// What another force's node says in words of its own reaches this one's log and pages: no longer than a person reads,
// without a character that moves the text about it, and marked as theirs.

extension String {
    /// Another's words as they may be shown and logged here: bounded in bytes, on one line, without control characters.
    ///
    /// Marks that turn the direction of writing and invisible characters go with them; joiners inside words stay.
    package func boundedWords(bytesMax: Int) -> String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .lineSeparator, .paragraphSeparator: text.unicodeScalars.append(" ")
            case .control: if "\n\r\t".unicodeScalars.contains(scalar) { text.unicodeScalars.append(" ") }
            case .format where scalar != "\u{200C}" && scalar != "\u{200D}": continue
            case .privateUse, .surrogate, .unassigned: continue
            default: text.unicodeScalars.append(scalar)
            }
        }
        guard text.utf8.count > bytesMax else { return text }
        var short = "", bytes = 3
        for character in text {
            bytes += character.utf8.count
            guard bytes <= bytesMax else { break }
            short.append(character)
        }
        return short + "…"
    }

    /// The same between quotation marks of ours, with none of theirs inside.
    package func quotedWords(bytesMax: Int = 300) -> String {
        let words = boundedWords(bytesMax: bytesMax).map { $0 == "“" || $0 == "”" ? "'" : $0 }
        return "“\(String(words))”"
    }
}

extension AnswerState {
    /// What another force says, with its own words bounded and marked as theirs.
    package var inTheirWords: AnswerState {
        switch self {
        case .notPermitted(let reason): .notPermitted(reason: reason.quotedWords())
        case .askOwner(let contact): .askOwner(contact: contact.quotedWords())
        case .answered, .nothingHeld, .timedOut, .down, .notAsked: self
        }
    }
}

extension Question {
    /// The question with every word that is logged or shown bounded; where that changes what is asked it is no longer what
    /// the body asks, and is refused.
    package var inBoundedWords: Question {
        var question = self
        question.asked = asked.boundedWords(bytesMax: 1_000)
        question.action = action.boundedWords(bytesMax: 60)
        question.officer = officer.inBoundedWords
        question.authority = authority.inBoundedWords
        return question
    }
}

extension ForceTransfer {
    /// The message with who says it and by what authority bounded; its own words are a room's to read.
    package var inBoundedWords: ForceTransfer {
        var message = self
        message.officer = officer.inBoundedWords
        message.authority = authority.inBoundedWords
        return message
    }
}

extension Officer {
    fileprivate var inBoundedWords: Officer {
        var officer = self
        officer.number = number.boundedWords(bytesMax: 40)
        officer.name = name.boundedWords(bytesMax: 120)
        officer.rank = rank?.boundedWords(bytesMax: 60)
        return officer
    }
}

extension Authority {
    fileprivate var inBoundedWords: Authority {
        var authority = self
        authority.purpose = purpose.boundedWords(bytesMax: 60)
        authority.reference = reference.boundedWords(bytesMax: 120)
        authority.power = power?.boundedWords(bytesMax: 200)
        authority.onBehalfOf = onBehalfOf?.boundedWords(bytesMax: 120)
        return authority
    }
}

/// The way to other nodes with what they say in words bounded and marked as theirs, whoever asks.
package struct CarefulPeers: Peers {
    private let peers: any Peers

    /// Stands before a way to the peers.
    package init(_ peers: any Peers) { self.peers = peers }

    package func ask(_ question: Question, of force: ForceCode) async -> Answer {
        Self.careful(await peers.ask(question, of: force))
    }

    package func ask(_ question: Question, of force: ForceCode, attempt: Int, until: Timestamp) async -> Answer {
        Self.careful(await peers.ask(question, of: force, attempt: attempt, until: until))
    }

    package func settle(_ settlement: Settlement, with force: ForceCode) async throws {
        try await peers.settle(settlement, with: force)
    }

    package func recall(_ recall: ForceRecall, to force: ForceCode) async throws -> RecallKnown {
        try await peers.recall(recall, to: force)
    }

    package func transfer(_ message: ForceTransfer, to force: ForceCode) async throws -> TransferKnown {
        try await peers.transfer(message, to: force)
    }

    private static func careful(_ answer: Answer) -> Answer {
        var answer = answer
        answer.state = answer.state.inTheirWords
        return answer
    }
}
