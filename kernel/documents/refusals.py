"""What the file room refuses, in words the person at the counter or on the phone understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class FileTooLarge(Refusal):
    """One file is over the limit; reading stopped there."""

    code = "file_too_large"
    status = 413
    template = _("文件超过 {limit} MB，没有收下。请压缩，或者分成几个文件再传。")


class FileEmpty(Refusal):
    """Nothing came."""

    code = "file_empty"
    status = 422
    template = _("文件是空的，没有收下。请检查后重新选择。")


class TooManyFiles(Refusal):
    """The subject has as many files as it may have."""

    code = "too_many_files"
    status = 422
    template = _("这件事项最多上传 {limit} 个文件，已经到上限。请先删去不用的，或者把几页合成一个文件。")


class TooMuchTogether(Refusal):
    """All files of the subject together would be over the limit."""

    code = "too_much_together"
    status = 413
    template = _("这件事项的文件合计超过 {limit} MB，没有收下。请压缩后再传。")


class TypeNotTaken(Refusal):
    """By its content the file is none of the kinds that are taken, whatever its name says."""

    code = "type_not_taken"
    status = 415
    template = _("只收 PDF、JPG、PNG、DOCX、XLSX 和 OFD 文件。这个文件的内容不是其中任何一种。")


class SaveAsAnotherType(Refusal):
    """A kind we know and do not take; the sentence says what to make of it."""

    code = "save_as_another_type"
    status = 415
    template = _("不收{what}。请另存为{instead}后再传。")


class FileDamaged(Refusal):
    """It begins like one of our kinds and then is not one."""

    code = "file_damaged"
    status = 422
    template = _("文件不完整或已损坏（{what}），没有收下。请在电脑上打开看看，重新保存后再传。")


class HiddenContent(Refusal):
    """Two files in one, or something behind the end: what a viewer shows would not be all there is."""

    code = "hidden_content"
    status = 422
    template = _("文件里还夹带着别的内容（{what}），没有收下。请重新扫描或另存后再传。")


class PictureTooLarge(Refusal):
    """More pixels than any scanner or phone gives."""

    code = "picture_too_large"
    status = 422
    template = _("图片尺寸过大（{width}×{height}），没有收下。请用手机或扫描仪重新拍照。")


class UnpacksTooLarge(Refusal):
    """A small package that unpacks to a huge one."""

    code = "unpacks_too_large"
    status = 422
    template = _("文件解开后过大，没有收下。请删去其中的大图片，或者另存为 PDF 再传。")


class VirusFound(Refusal):
    """The scanner named a virus."""

    code = "virus_found"
    status = 422
    template = _("文件带有病毒（{name}），没有收下。请先杀毒。")


class OffsetDiffers(Refusal):
    """A piece that does not begin where the last one ended; `offset` says where to go on."""

    code = "offset_differs"
    template = _("文件已收到 {offset} 字节，请从那里接着传。")


class PieceTooLarge(Refusal):
    """One piece is over the limit, or goes past the announced end."""

    code = "piece_too_large"
    status = 413
    template = _("一次传得太多，没有收下。请分小一点再传。")


class NotAsAnnounced(Refusal):
    """All bytes are here and their hash is another than was announced: sent anew from the beginning."""

    code = "not_as_announced"
    status = 422
    template = _("文件传完了，内容却与登记的不一致，没有收下。请从头再传。")


class ScannerAway(Refusal):
    """The county asked for scanning and the scanner does not answer: nothing is taken unscanned."""

    code = "scanner_away"
    status = 503
    template = _("查毒服务暂时连不上，文件没有收下。请过几分钟再传；急办请到窗口交纸质材料。")


class NoRoomLeft(Refusal):
    """The disk is full."""

    code = "no_room_left"
    status = 507
    template = _("存储空间已满，文件没有收下。请联系系统管理员。")


class UploadSealed(Refusal):
    """An uploaded file is removed only while its matter may still be changed."""

    code = "upload_sealed"
    template = _("文件 {number} 已随申请提交，不能删去。需要更换时请补交新的材料。")


class FileMissing(Refusal):
    """The row is there, the file is not, or not with these bytes."""

    code = "file_missing"
    status = 503
    template = _("文件 {number} 现在取不出来，请联系系统管理员。")


class RemediesMissing(Refusal):
    """行政许可法 38 ¶2: a refusal names review organ and court, and whom to ask; they are master data of the unit."""

    code = "remedies_missing"
    status = 422
    template = _("单位“{organ}”没有登记{what}，不能出具不予类文书，没有办。请系统管理员先补齐单位资料。")


class LetterDataMissing(Refusal):
    """A letter without this would not be one."""

    code = "letter_data_missing"
    status = 422
    template = _("文书缺少“{field}”，不能出具。")


class SignUnprintable(Refusal):
    """Words that go on paper hold a sign that the letters' font has not; it is refused where it is typed."""

    code = "sign_unprintable"
    status = 422
    template = _("{signs}印不到文书上，没有办。请换成文字，或者别的写法。")


class LetterNotReady(Refusal):
    """The paper is still being made."""

    code = "letter_not_ready"
    template = _("文书 {number} 还在制作，请稍候再取。")


class NoSealDue(Refusal):
    """A paper that people sign bears no seal."""

    code = "no_seal_due"
    template = _("文书 {serial} 由经手人签名，不用盖章。")


class StampedAlready(Refusal):
    """One seal is enough."""

    code = "stamped_already"
    template = _("文书 {serial} 已经用过印，不能再登记。")


class NotStampedByHand(Refusal):
    """There is no such record, or no longer."""

    code = "not_stamped_by_hand"
    template = _("文书 {serial} 没有登记过手工盖章，或者已经收回。")


class TakingBackUnexplained(Refusal):
    """A record of a seal goes with its reason."""

    code = "reason_missing"
    status = 422
    template = _("请写明为什么收回盖章登记。")


class AskedTooOften(Refusal):
    """Too many look-ups of one number or from one address."""

    code = "asked_too_often"
    status = 429
    template = _("查询太频繁，请一分钟后再试。")
