/// The eight questions of ALGO-CARE (Oswald, Grace, Urwin and Barnes 2018; endorsed by the NPCC), in our words.
enum AlgoCare: String, Sendable, Codable, CaseIterable {
    case advisory, lawful, granularity, ownership, challengeable, accuracy, responsible, explainable

    /// Its name, as its authors write it.
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// What is asked.
    var question: String {
        switch self {
        case .advisory: "Are its outputs advice, and does a person keep the choice?"
        case .lawful: "For which purpose, on which lawful basis, and why is it necessary and proportionate?"
        case .granularity: "Is the detail right for one person, and what bias comes with the data and their categories?"
        case .ownership: "Who owns tool and data, and who may see the source, change it and audit it?"
        case .challengeable: "Who oversees it afterwards, and can somebody affected be told and contest it?"
        case .accuracy: "Was it tested for this aim, what does each kind of error cost, and how does it err by group?"
        case .responsible: "Is it fair, in the public interest, reviewed by an ethics panel, and who answers for it?"
        case .explainable: "Can the rule, and what it did to one person, be explained in plain words?"
        }
    }
}

/// What a data protection impact assessment must contain: Data Protection Act 2018 s.64(3).
enum ImpactHead: String, Sendable, Codable, CaseIterable {
    /// (a) A general description of the processing.
    case description
    /// (b) The risks to people's rights and freedoms.
    case risks
    /// (c) The measures against those risks.
    case measures
    /// (d) Safeguards, security and the means of showing compliance.
    case safeguards

    /// The head as the Act has it.
    var title: String {
        switch self {
        case .description: "(a) What is done with which data"
        case .risks: "(b) Risks to people's rights and freedoms"
        case .measures: "(c) Measures against those risks"
        case .safeguards: "(d) Safeguards, security and how compliance is shown"
        }
    }
}

/// The stages of the College of Policing's Authorised Professional Practice on data-driven technologies.
///
/// A use stands in a stage until the question at its end is answered yes by the person named; questions are our words.
enum EthicsStage: String, Sendable, Codable, CaseIterable {
    case engage, evolve, embed

    /// Its name.
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// What must be filled in before its gate can open.
    var documents: [EthicsPart] {
        switch self {
        case .engage: [.problem, .alternatives]
        case .evolve: [.algoCare, .impact, .equality, .pilot, .parallel, .stopping]
        case .embed: [.record, .training, .benefits]
        }
    }

    /// The question whose yes leads on.
    var gateQuestion: String {
        switch self {
        case .engage: "Is the problem measured, and is a tool a better answer than doing nothing or using what is held?"
        case .evolve:
            "Has it done better than today's way on cases it had not seen, for every group, and can it be stopped?"
        case .embed: "Is it still better than without it, for everybody, and still wanted?"
        }
    }

    /// Who answers it.
    var decisionMaker: String {
        switch self {
        case .engage: "the chief officer who owns the problem"
        case .evolve: "the chief constable, with the panel's advice"
        case .embed: "the chief constable, at each review"
        }
    }

    /// The stage after; `nil` at the end.
    var next: EthicsStage? {
        switch self {
        case .engage: .evolve
        case .evolve: .embed
        case .embed: nil
        }
    }
}

/// A record of the Algorithmic Transparency Recording Standard: which edition, and what its fields say.
///
/// Police forces are not bound by it; ours fill it all the same, with the field for alternatives that records lack.
struct TransparencyRecord: Hashable, Sendable, Codable {
    enum Edition: String, Sendable, Codable, CaseIterable {
        /// The fields of 2022, by their names in the official repository.
        case one = "1"
        /// The edition with five sections in the second tier, by the numbers of published records.
        case three = "3.0"

        /// The fields, and whether a record without it is not whole.
        var fields: [(name: String, isRequired: Bool)] {
            switch self {
            case .one:
                Self.listed(
                    """
                    name* description* website contact_email* organisation* team senior_responsible_owner \
                    external_supplier* external_supplier_identifier external_supplier_role* data_access_terms scope* \
                    benefit* alternatives_considered model_type* frequency_usage phase* maintenance system_architecture \
                    process_integration provided_information human_decisions* required_training appeals_and_review* \
                    source_data_name* source_data_description* source_data_url data_collection* \
                    data_sharing_agreements* data_access_and_storage* impact_assessment_name* \
                    impact_assessment_description impact_assessment_date impact_assessment_link risk_name* \
                    risk_description risk_mitigation
                    """
                )
            case .three:
                Self.listed(
                    """
                    name* description* website contact_email* 1.1* 1.2 1.3* 1.4* 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 2.1* \
                    2.2* 2.3* 2.4* 2.5* 3.1* 3.2* 3.3* 3.4* 3.5* 4.1* 4.2* 4.3* 4.4* 5.1* 5.2*
                    """
                )
            }
        }

        private static func listed(_ text: String) -> [(name: String, isRequired: Bool)] {
            text.split(separator: " ").map { field in
                (String(field.prefix { $0 != "*" }), field.hasSuffix("*"))
            }
        }
    }

    var edition: Edition
    /// By the name or number of the field; several values are lines of one text.
    var fields: [String: String]

    /// Required fields that are empty, in the edition's order.
    var missing: [String] {
        edition.fields.filter { $0.isRequired && fields[$0.name, default: ""].isEmpty }.map(\.name)
    }

    /// Fields that the edition does not have.
    var unknown: [String] { Set(fields.keys).subtracting(edition.fields.map(\.name)).sorted() }
}
