"""Words of the triage desk: duty list, complaints, document descriptions and excerpts, in both languages.

Only words and the signs that tell them apart; no logic. Every word shows one class only.
"""

from harness.kit import Text

DEPARTMENTS = {
    "emergency": Text("急诊科", "Emergency"),
    "cardiology": Text("心内科", "Cardiology"),
    "gastro": Text("消化内科", "Gastroenterology"),
    "ortho": Text("骨科", "Orthopaedics"),
    "derma": Text("皮肤科", "Dermatology"),
}
DUTIES = {
    "emergency": Text("昏迷、大出血、抽搐不止", "unconscious, heavy bleeding, nonstop fits"),
    "cardiology": Text("心跳或血压异常", "abnormal heartbeat or blood pressure"),
    "gastro": Text("胃肠不适、排便异常", "stomach or bowel complaints"),
    "ortho": Text("骨、关节、腰背损伤或疼痛", "injury or pain of bone, joint or back"),
    "derma": Text("皮肤、毛发问题", "skin or hair problems"),
}
COMPLAINTS = {
    "emergency": (
        Text("突然昏倒，怎么叫都不醒", "collapsed suddenly and cannot be woken"),
        Text("前臂割伤，大量出血止不住", "forearm cut, heavy bleeding that will not stop"),
        Text("全身抽搐一直不停", "fits of the whole body that do not stop"),
        Text("意识丧失，呼喊没有反应", "unconscious, does not react to shouting"),
        Text("鼻腔大出血，压迫无效", "heavy bleeding from the nose in spite of pressure"),
        Text("落水救起后一直昏迷", "pulled out of the water and still unconscious"),
    ),
    "cardiology": (
        Text("时常心慌，感觉心跳漏拍", "palpitations, the heart seems to miss beats"),
        Text("在家多次量血压偏高", "blood pressure high in several readings at home"),
        Text("心跳时快时慢", "heartbeat now fast, now slow"),
        Text("体检查出早搏，时有不适", "extra heartbeats found at a check-up, felt now and then"),
        Text("静坐时心跳也突突地快", "heart racing even when sitting still"),
        Text("血压忽高忽低", "blood pressure going up and down"),
    ),
    "gastro": (
        Text("饭后反酸、嗳气", "acid reflux and belching after meals"),
        Text("上腹隐痛，空腹加重", "dull pain in the stomach, worse when hungry"),
        Text("每天拉肚子四五次", "diarrhoea four or five times a day"),
        Text("吃油腻后肚子胀", "bloated belly after greasy food"),
        Text("大便干结，排便费力", "constipation with hard stools"),
        Text("胃口差，饭后恶心", "poor appetite, nausea after meals"),
    ),
    "ortho": (
        Text("扭伤脚踝，肿得走不了", "twisted ankle, too swollen to walk on"),
        Text("上下楼时膝盖疼", "knee pain on the stairs"),
        Text("肩膀疼，胳膊抬不起来", "shoulder pain, cannot lift the arm"),
        Text("搬重物后腰疼弯不下去", "back pain after lifting, cannot bend"),
        Text("摔倒后手腕疼痛变形", "painful wrist, out of shape after a fall"),
        Text("骨折打钢板处又疼起来", "pain again where a broken bone was plated"),
    ),
    "derma": (
        Text("胳膊上起红疹，很痒", "itchy red rash on the arms"),
        Text("头发成片脱落", "hair falling out in patches"),
        Text("手背皮肤干裂脱皮", "dry, cracked and peeling skin on the hands"),
        Text("脸上反复长痘", "acne on the face that keeps coming back"),
        Text("脚趾缝脱皮、瘙痒", "itching and peeling between the toes"),
        Text("后颈皮肤出现一块白斑", "a white patch of skin on the neck"),
    ),
}
#: Past illness that belongs to another desk than today's complaint.
HISTORIES = {
    "cardiology": Text("高血压", "high blood pressure"),
    "gastro": Text("胃炎", "gastritis"),
    "ortho": Text("腰肌劳损", "back strain"),
    "derma": Text("湿疹", "eczema"),
}
#: Signs in the English words; `check` finds the one duty whose signs a complaint shows.
DUTY_SIGNS = {
    "emergency": "unconscious|cannot be woken|bleeding|fits",
    "cardiology": "heart|blood pressure",
    "gastro": "acid|stomach|diarrhoea|belly|stools|nausea",
    "ortho": "ankle|knee|shoulder|back pain|wrist|bone",
    "derma": "rash|hair|skin|acne|itching",
}

DOCUMENTS = {
    "lab": Text("检验报告", "lab report"),
    "imaging": Text("影像报告", "imaging report"),
    "prescription": Text("处方", "prescription"),
    "discharge": Text("出院小结", "discharge summary"),
    "consent": Text("知情同意书", "consent form"),
}
CONTENTS = {
    "lab": Text("标本的测定值", "values measured in a specimen"),
    "imaging": Text("X线、CT或超声所见", "findings of X-ray, CT or ultrasound"),
    "prescription": Text("药品、用法、数量", "drug, directions and quantity"),
    "discharge": Text("住院经过和离院情况", "hospital stay and state on leaving"),
    "consent": Text("告知风险并同意", "risks explained and agreed to"),
}
#: Excerpts with the range of the number that stands in them.
EXCERPTS: dict[str, tuple[tuple[Text, int, int], ...]] = {
    "lab": (
        (Text("血红蛋白{} g/L，参考范围115～150", "haemoglobin {} g/L, reference range 115 to 150"), 92, 148),
        (Text("晨尿标本，白细胞{}个/μL", "morning urine specimen, white cells {}/μL"), 2, 60),
        (Text("静脉血标本，肌酐{} μmol/L", "venous blood specimen, creatinine {} μmol/L"), 48, 130),
        (
            Text("血小板{}×10⁹/L，参考范围125～350", "platelets {} x 10⁹/L, reference range 125 to 350"),
            95,
            380,
        ),
    ),
    "imaging": (
        (Text("CT示右肺上叶{} mm结节", "CT shows a nodule of {} mm in the right upper lobe"), 3, 12),
        (Text("超声见胆囊内{} mm强回声", "ultrasound shows an echo of {} mm in the gallbladder"), 4, 18),
        (Text("X线片：左膝关节间隙{} mm", "X-ray film: left knee joint space {} mm"), 2, 6),
        (Text("CT平扫层厚{} mm，双肺清晰", "plain CT, slices of {} mm, both lungs clear"), 1, 8),
    ),
    "prescription": (
        (Text("药品A，每次{}片，每日2次", "drug A, {} tablets twice a day"), 2, 4),
        (Text("药品B共{}盒，饭后口服", "drug B, {} boxes, by mouth after meals"), 2, 6),
        (Text("药品C每晚外用，{}支", "drug C, {} tubes, on the skin every night"), 2, 5),
        (Text("药品D每次{} mL，睡前服", "drug D, {} mL at bedtime"), 5, 20),
    ),
    "discharge": (
        (Text("住院{}天，切口愈合，今日离院", "{} days in hospital, wound healed, leaves today"), 3, 21),
        (
            Text(
                "入院第{}天手术，现恢复好，准予出院",
                "operated on day {} after admission, recovered, may go home",
            ),
            2,
            6,
        ),
        (
            Text(
                "住院经过顺利，出院后{}周复诊", "uneventful stay in hospital, review {} weeks after leaving"
            ),
            2,
            8,
        ),
        (Text("住院{}天，出院时体温正常", "{} days in hospital, no fever on leaving"), 3, 16),
    ),
    "consent": (
        (
            Text("已听明手术风险{}条，本人签字", "{} risks of the operation were explained to me; signed"),
            3,
            9,
        ),
        (
            Text(
                "麻醉风险共{}项均已说明，同意并签名",
                "all {} risks of anaesthesia explained; I agree and sign",
            ),
            3,
            9,
        ),
        (
            Text(
                "了解检查的{}种风险，自愿接受", "I understand the {} risks of the examination and accept them"
            ),
            2,
            7,
        ),
        (
            Text(
                "输血风险{}项已告知，家属签字同意",
                "{} risks of transfusion explained; the family signs to agree",
            ),
            3,
            8,
        ),
    ),
}
CONTENT_SIGNS = {
    "lab": "specimen|reference range",
    "imaging": "CT|ultrasound|X-ray",
    "prescription": "drug",
    "discharge": "leav|go home",
    "consent": "risks",
}
