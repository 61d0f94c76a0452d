import Vocabulary

/// What the asker's own force says that its officer has leave for of sensitive data, as a question carries it.
struct OpenedCategories: Hashable, Sendable {
    /// The categories, by their codes.
    var sensitive: [String]?
    /// On what each of them rests; a node of an earlier release names none.
    var grounds: [StatedGround]?
}

/// On what the opening of one sensitive category rests, as another force can look it up in the asker's log.
struct StatedGround: Codable, Hashable, Sendable {
    var category: String
    /// The entry in which strict necessity was stated, or an emergency begun.
    var entry: UInt64
    /// The condition of Schedule 8, by its code.
    var condition: String
}

/// A question that says which sensitive categories are opened to its officer.
protocol OpeningQuestion {
    var sensitive: [String]? { get set }
    var grounds: [StatedGround]? { get set }
}

extension OpeningQuestion {
    /// What it says is opened, and on what that rests.
    var opened: OpenedCategories {
        get { OpenedCategories(sensitive: sensitive, grounds: grounds) }
        set { (sensitive, grounds) = (newValue.sensitive, newValue.grounds) }
    }
}

extension FindQuestion: OpeningQuestion {}
extension PersonQuestion: OpeningQuestion {}

extension Desk {
    /// The condition of Schedule 8 that access in an emergency rests on: vital interests (paragraph 3).
    private static let emergencyCondition = "vital"

    /// What a question to other forces says of the sensitive data that is opened to an officer here.
    func opened(for requester: Requester, _ standing: Standing) -> OpenedCategories {
        let codes = rulebook.sensitive(for: requester, on: today, standing: standing).open.map(\.code)
        let grounds = codes.compactMap { code -> StatedGround? in
            if let ground = standing.sensitive[code], let entry = ground.entry, let condition = ground.condition {
                return StatedGround(category: code, entry: entry, condition: condition)
            }
            return standing.emergency.map {
                StatedGround(category: code, entry: $0, condition: Self.emergencyCondition)
            }
        }
        return OpenedCategories(sensitive: codes, grounds: grounds.isEmpty ? nil : grounds)
    }

    /// What another force's question says that its officer has leave for there, for this force's rules to judge.
    ///
    /// It is that force's word: the entry it names is in its log, where the owner can have it shown. A category or a
    /// condition of Schedule 8 that this node's tables do not know is none.
    func standing(stated: OpenedCategories, by asker: ForceCode) -> Standing {
        let tables = rulebook.authority, day = today
        var standing = Standing()
        for code in tables.categories(on: day).map(\.code) where stated.sensitive?.contains(code) == true {
            let ground = stated.grounds?.first { $0.category == code }
            let condition = ground?.condition
            let isKnown = tables.sensitive.conditions.contains { $0.code == condition && $0.isEffective(on: day) }
            standing.sensitive[code] = SensitiveGround(
                entry: ground?.entry,
                condition: isKnown ? condition : nil,
                statedBy: asker
            )
        }
        return standing
    }
}
